// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * A training step in float64, implemented independently of the library: plain loops over arrays, without fused ops and graph.
 * If two float32 computations differ, it shows which is more accurate.
 */
package org.mrcnn.verify.float64;
