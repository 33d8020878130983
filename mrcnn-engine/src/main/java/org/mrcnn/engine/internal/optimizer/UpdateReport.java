// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

/**
 * Reports one step of the optimizer.
 *
 * @param globalNorm the Euclidean norm of all gradients together, before clipping
 * @param clippedBy factor by which all gradients were multiplied; 1 if nothing was clipped
 */
public record UpdateReport(double globalNorm, double clippedBy) {}
