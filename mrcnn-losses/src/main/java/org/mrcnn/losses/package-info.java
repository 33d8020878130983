// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * An objective of named losses over any variables of a SameDiff graph, and common losses and metrics. The losses of
 * single architectures are in packages of their own.
 */
package org.mrcnn.losses;
