// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The entry point for users: a Mask R-CNN model, its training, and detection. */
package org.mrcnn.core;
