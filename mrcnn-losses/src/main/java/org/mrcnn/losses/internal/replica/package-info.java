// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: an objective whose batches several replicas share. */
package org.mrcnn.losses.internal.replica;
