// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Training objectives with named losses of any variables of a SameDiff graph, and common losses and metrics. Losses of
 * particular architectures are in separate packages.
 */
package org.mrcnn.losses;
