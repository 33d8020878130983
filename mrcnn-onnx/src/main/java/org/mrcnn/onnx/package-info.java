// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Export of models to ONNX files, for ONNX Runtime, OpenVINO and other software that reads them. */
package org.mrcnn.onnx;
