// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The engine onnxruntime, which mrcnn-core finds as a service. */
package org.mrcnn.onnxruntime.internal;
