// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: layers as Java ops of a SameDiff graph, each with its own gradient ops. Tensors are FLOAT, channels last. The layers
 * of mrcnn-core use these ops; {@code org.mrcnn.engine.internal.onednn} calls oneDNN for them.
 *
 * <table>
 * <caption>Concept and class</caption>
 * <tr><td>convolution, groups, residual, ReLU</td><td>{@link org.mrcnn.engine.internal.nn.FusedConvolution}, settings in {@link
 *     org.mrcnn.engine.internal.nn.Convolution}</td></tr>
 * <tr><td>its gradients</td><td>{@link org.mrcnn.engine.internal.nn.ConvolutionDataGradient}, {@link
 *     org.mrcnn.engine.internal.nn.ConvolutionWeightGradient}; for nearly empty gradients {@code SparseGradient}</td></tr>
 * <tr><td>transposed convolution</td><td>{@link org.mrcnn.engine.internal.nn.FusedDeconvolution}</td></tr>
 * <tr><td>dense layer</td><td>{@link org.mrcnn.engine.internal.nn.FusedDense}</td></tr>
 * <tr><td>convolution with only the filter of each RoI's class</td><td>{@link
 *     org.mrcnn.engine.internal.nn.ClassConvolution}</td></tr>
 * <tr><td>weights of a layer, packed once</td><td>{@link org.mrcnn.engine.internal.nn.LayerWeights}</td></tr>
 * <tr><td>batch normalization, folded into a layer</td><td>{@link org.mrcnn.engine.internal.nn.FoldBatchNorm}</td></tr>
 * <tr><td>with fixed statistics, not folded</td><td>{@link org.mrcnn.engine.internal.nn.FixedBatchNorm}</td></tr>
 * <tr><td>with statistics of the batch</td><td>{@link org.mrcnn.engine.internal.nn.BatchNorm}</td></tr>
 * <tr><td>max pooling</td><td>{@link org.mrcnn.engine.internal.nn.MaxPool}</td></tr>
 * <tr><td>gradient of a ReLU</td><td>{@link org.mrcnn.engine.internal.nn.ReluGradient}</td></tr>
 * <tr><td>without oneDNN</td><td>{@code SameDiffLayers}: the same layers built from SameDiff's own ops</td></tr>
 * </table>
 */
package org.mrcnn.engine.internal.nn;
