// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Exported models compared with the models that they were exported from. */
package org.mrcnn.verify.onnx;
