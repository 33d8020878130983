// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Batches for training, made on threads in an order that depends on the seed alone. */
package org.mrcnn.data.internal.loader;
