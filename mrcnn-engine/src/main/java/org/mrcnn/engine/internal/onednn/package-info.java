// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: convolutions, their gradients and dense layers on NHWC arrays of a graph, computed by direct calls of oneDNN.
 *
 * <p>Nothing here depends on SameDiff; arrays are addresses. The public classes exist only for {@code
 * org.mrcnn.engine.internal.nn}.
 *
 * <table>
 * <caption>Concept and class</caption>
 * <tr><td>sizes, stride, padding and groups of a convolution</td><td>{@link
 *     org.mrcnn.engine.internal.onednn.ConvolutionShape}</td></tr>
 * <tr><td>choice of the algorithm</td><td>{@code create} of {@link org.mrcnn.engine.internal.onednn.ConvolutionForward},
 *     {@link org.mrcnn.engine.internal.onednn.ConvolutionBackwardData} and {@link
 *     org.mrcnn.engine.internal.onednn.ConvolutionBackwardWeights}</td></tr>
 * <tr><td>computation by the definition, also with groups</td><td>{@code DirectForward}, {@code DirectBackwardData}, {@code
 *     DirectBackwardWeights}</td></tr>
 * <tr><td>3x3 with stride 1 by Winograd's algorithm; docs/decisions/004</td><td>{@code Winograd} (when it applies), {@code
 *     WinogradForward}, {@code WinogradBackwardData}</td></tr>
 * <tr><td>- by oneDNN's kernels, with AVX-512</td><td>{@code BlockedWinograd}, {@code BlockedWinogradWeights}</td></tr>
 * <tr><td>- by 36 products of tiles, with AVX2</td><td>{@code ProductWinograd}, {@code ProductWinogradWeights}, {@code Tile...},
 *     {@code WinogradMatrix}</td></tr>
 * <tr><td>dense layer, transposed convolution</td><td>{@link org.mrcnn.engine.internal.onednn.MatrixProduct}, {@link
 *     org.mrcnn.engine.internal.onednn.Deconvolution}</td></tr>
 * <tr><td>weights in a kernel's own layout</td><td>{@link org.mrcnn.engine.internal.onednn.PackedWeights}, {@code
 *     WeightInput}</td></tr>
 * <tr><td>conversion of inputs from float to bfloat16</td><td>{@code SourceInput}</td></tr>
 * <tr><td>oneDNN engine, scratch memory, features of the CPU</td><td>{@link org.mrcnn.engine.internal.onednn.OneDnn}</td></tr>
 * </table>
 */
package org.mrcnn.engine.internal.onednn;
