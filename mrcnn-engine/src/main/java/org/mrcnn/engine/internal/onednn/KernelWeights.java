// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/**
 * The weights of one run of a convolution.
 *
 * @param plain the weights in the layout of the graph; not read if they are packed
 * @param packed the packed weights; null to reorder {@code plain} in this run
 */
public record KernelWeights(Pointer plain, PackedWeights packed) {}
