// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The weights of a batch normalization, FLOAT [channels] each.
 *
 * @param gamma the scale
 * @param beta what is added
 * @param mean stored mean of each channel; a constant: it gets no gradient
 * @param variance stored variance of each channel; a constant
 * @param epsilon added to the variance
 */
public record NormWeights(SDVariable gamma, SDVariable beta, SDVariable mean, SDVariable variance, double epsilon) {}
