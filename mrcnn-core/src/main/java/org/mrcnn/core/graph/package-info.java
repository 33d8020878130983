/**
 * The graph of Mask R-CNN (He et al. 2017, https://arxiv.org/abs/1703.06870) on a feature pyramid, a class a stage: {@link
 * org.mrcnn.core.graph.ResNet}, {@link org.mrcnn.core.graph.FeaturePyramid}, {@link
 * org.mrcnn.core.graph.RegionProposalNetwork}, {@link org.mrcnn.core.graph.ProposalLayer}, {@link
 * org.mrcnn.core.graph.DetectionTargetLayer}, {@link org.mrcnn.core.graph.PyramidRoiAlign}, {@link
 * org.mrcnn.core.graph.BoxHead}, {@link org.mrcnn.core.graph.MaskHead}, {@link org.mrcnn.core.graph.DetectionLayer}, wired
 * by {@link org.mrcnn.core.graph.MaskRcnnGraph}. Layers and weights have the names that Matterport gives them. Tensors are
 * NHWC; boxes are (y1, x1, y2, x2), normalized.
 */
package org.mrcnn.core.graph;
