// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.javacpp.Pointer;

/**
 * The weights of one run of a convolution.
 *
 * @param plain as the graph keeps them; not read where they are packed
 * @param packed laid out before, or null to lay out {@code plain}
 */
public record KernelWeights(Pointer plain, PackedWeights packed) {}
