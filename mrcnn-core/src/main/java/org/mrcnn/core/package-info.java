// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Mask R-CNN for users: a model, its training, its detections. */
package org.mrcnn.core;
