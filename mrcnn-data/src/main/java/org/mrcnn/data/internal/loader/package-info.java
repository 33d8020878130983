// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Training batches, created by threads in an order that depends only on the seed. */
package org.mrcnn.data.internal.loader;
