// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * The dialect of Matterport's Mask R-CNN: its rules for targets and detections, as strategies that {@link
 * org.mrcnn.data.internal.targets} takes in place of this library's own. Nothing but the choice of a dialect refers to it.
 */
package org.mrcnn.data.internal.matterport;
