// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Models as ONNX files, for ONNX Runtime, OpenVINO and whatever else reads them. */
package org.mrcnn.onnx;
