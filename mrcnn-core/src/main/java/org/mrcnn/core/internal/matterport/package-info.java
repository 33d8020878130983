// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: parts of the network that exist only for comparisons with Matterport's Mask R-CNN. Its rules for targets and
 * detections are in {@code org.mrcnn.data.internal.matterport}; docs/compatibility.md says which setting selects which of them.
 */
package org.mrcnn.core.internal.matterport;
