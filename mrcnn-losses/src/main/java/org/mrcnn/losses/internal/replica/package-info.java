// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: an objective for batches that are split over several replicas. */
package org.mrcnn.losses.internal.replica;
