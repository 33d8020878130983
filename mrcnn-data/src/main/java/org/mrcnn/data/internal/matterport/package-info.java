// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * The dialect of Matterport's Mask R-CNN: its rules for targets and detections, as strategies that {@link
 * org.mrcnn.data.internal.targets} uses in place of this library's own. Only the selection of a dialect refers to it.
 */
package org.mrcnn.data.internal.matterport;
