// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * What the network is trained towards, and what comes out of it: anchors, RPN targets, proposals, detection targets,
 * mini masks, and the choice of detections.
 *
 * <p>Plain functions on primitive arrays, shared by the data loader and the graph. Boxes are (y1, x1, y2, x2). What is
 * random takes its generator as an argument; everything else depends on its arguments alone and is safe for many
 * threads.
 */
package org.mrcnn.data.internal.targets;
