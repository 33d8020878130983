// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Comparison of exported models with the original models. */
package org.mrcnn.verify.onnx;
