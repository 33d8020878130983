// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The translation of the network's graph into ONNX's operators. */
package org.mrcnn.onnx.internal;
