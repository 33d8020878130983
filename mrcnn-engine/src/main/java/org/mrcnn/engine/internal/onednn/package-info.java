// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * oneDNN called directly: convolutions, their gradients and dense layers on NHWC arrays of a graph.
 *
 * <p>Nothing here knows SameDiff; arrays are addresses. The public classes exist for {@code org.mrcnn.engine.internal.nn} alone.
 *
 * <table>
 * <caption>Concept and class</caption>
 * <tr><td>sizes, stride, padding and groups of a convolution</td><td>{@link
 *     org.mrcnn.engine.internal.onednn.ConvolutionShape}</td></tr>
 * <tr><td>which algorithm computes it</td><td>{@code create} of {@link org.mrcnn.engine.internal.onednn.ConvolutionForward},
 *     {@link org.mrcnn.engine.internal.onednn.ConvolutionBackwardData} and {@link
 *     org.mrcnn.engine.internal.onednn.ConvolutionBackwardWeights}</td></tr>
 * <tr><td>by the definition, groups too</td><td>{@code DirectForward}, {@code DirectBackwardData}, {@code
 *     DirectBackwardWeights}</td></tr>
 * <tr><td>3x3 of stride 1 by Winograd's algorithm</td><td>{@code Winograd} (where it applies), {@code WinogradForward} and the
 *     others of its name; docs/decisions/004</td></tr>
 * <tr><td>dense layer, transposed convolution</td><td>{@link org.mrcnn.engine.internal.onednn.MatrixProduct}, {@link
 *     org.mrcnn.engine.internal.onednn.Deconvolution}</td></tr>
 * <tr><td>weights in a kernel's own layout</td><td>{@link org.mrcnn.engine.internal.onednn.PackedWeights}, {@code
 *     WeightInput}</td></tr>
 * <tr><td>float to bfloat16 on the way in</td><td>{@code SourceInput}</td></tr>
 * <tr><td>engine, scratch memory, what the CPU has</td><td>{@link org.mrcnn.engine.internal.onednn.OneDnn}</td></tr>
 * </table>
 */
package org.mrcnn.engine.internal.onednn;
