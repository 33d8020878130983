// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * A training step in float64, written apart from the library: plain loops over arrays, no fused op, no graph. Where two
 * float32 computations differ, it says which is nearer to the truth.
 */
package org.mrcnn.verify.float64;
