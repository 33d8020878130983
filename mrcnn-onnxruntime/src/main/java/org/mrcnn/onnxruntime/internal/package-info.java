// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The engine onnxruntime, which core finds by its service file. */
package org.mrcnn.onnxruntime.internal;
