// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * The graph of Mask R-CNN (He et al. 2017, https://arxiv.org/abs/1703.06870) on a feature pyramid, with one class per stage: a
 * backbone of {@link org.mrcnn.core.backbone} on {@link org.mrcnn.core.internal.graph.GraphLayers}, {@link
 * org.mrcnn.core.internal.graph.FeaturePyramid}, {@link org.mrcnn.core.internal.graph.RegionProposalNetwork}, {@link
 * org.mrcnn.core.internal.graph.ProposalLayer}, {@link org.mrcnn.core.internal.graph.DetectionTargetLayer}, {@link
 * org.mrcnn.core.internal.graph.PyramidRoiAlign}, {@link org.mrcnn.core.internal.graph.BoxHead}, {@link
 * org.mrcnn.core.internal.graph.MaskHead}, {@link org.mrcnn.core.internal.graph.DetectionLayer}, wired by {@link
 * org.mrcnn.core.internal.graph.MaskRcnnGraph}. Layers and weights have Matterport's names. Tensors are NHWC; boxes are (y1,
 * x1, y2, x2), normalized.
 */
package org.mrcnn.core.internal.graph;
