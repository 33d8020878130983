// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Holds what this project computes against reference results: {@link org.mrcnn.verify.parity.Parity} is the program, and
 * a {@link org.mrcnn.verify.parity.Topic} knows how to compute one kind of case.
 */
package org.mrcnn.verify.parity;
