// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Translation of the network's graph to ONNX operators. */
package org.mrcnn.onnx.internal;
