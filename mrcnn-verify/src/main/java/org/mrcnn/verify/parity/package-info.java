// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Comparison of this project's computations with reference results: {@link org.mrcnn.verify.parity.Parity} is the program, and
 * each {@link org.mrcnn.verify.parity.Topic} computes one kind of case.
 */
package org.mrcnn.verify.parity;
