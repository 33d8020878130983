// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Files of NumPy arrays. */
package org.mrcnn.data.internal.npy;
