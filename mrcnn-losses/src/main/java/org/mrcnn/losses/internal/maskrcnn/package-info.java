// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: the five losses of Mask R-CNN, computed from logits, with Matterport's names and order of arguments. Intended
 * differences from Matterport Mask_RCNN are documented in each class.
 */
package org.mrcnn.losses.internal.maskrcnn;
