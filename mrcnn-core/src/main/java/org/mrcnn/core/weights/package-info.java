// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Import of weights from a file into a model: source, selection of layers, report. */
package org.mrcnn.core.weights;
