// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

/**
 * What one optimizer step did.
 *
 * @param globalNorm the Euclidean norm of all gradients together, before clipping
 * @param clippedBy the factor that all gradients were multiplied by: 1 where nothing was clipped
 */
public record UpdateReport(double globalNorm, double clippedBy) {}
