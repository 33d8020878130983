// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * What is in the network for comparisons with Matterport's Mask R-CNN alone. Its rules for targets and detections are in
 * {@code org.mrcnn.data.internal.matterport}; docs/compatibility.md says which setting brings which of them.
 */
package org.mrcnn.core.internal.matterport;
