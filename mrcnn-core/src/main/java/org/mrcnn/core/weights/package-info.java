// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Weights from a file into a model: source, choice of layers, report. */
package org.mrcnn.core.weights;
