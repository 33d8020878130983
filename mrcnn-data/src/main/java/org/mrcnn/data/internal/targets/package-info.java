// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Targets and outputs of the network: anchors, RPN targets, proposals, detection targets, mini masks, and the selection of
 * detections.
 *
 * <p>Plain functions on primitive arrays, shared by the data loader and the graph. Boxes are (y1, x1, y2, x2). Random functions
 * receive their generator as an argument; all others depend only on their arguments and are thread-safe.
 */
package org.mrcnn.data.internal.targets;
