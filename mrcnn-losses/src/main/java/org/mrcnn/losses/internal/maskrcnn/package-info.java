// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: the five losses of Mask R-CNN, from logits, with Matterport's names and order of arguments. Where they differ from
 * Matterport Mask_RCNN on purpose, the class says so.
 */
package org.mrcnn.losses.internal.maskrcnn;
