// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The weights of a batch normalization, each FLOAT [channels].
 *
 * @param gamma the scale
 * @param beta the shift
 * @param mean stored mean of each channel; a constant, which has no gradient
 * @param variance stored variance of each channel; a constant
 * @param epsilon number added to the variance
 */
public record NormWeights(SDVariable gamma, SDVariable beta, SDVariable mean, SDVariable variance, double epsilon) {}
