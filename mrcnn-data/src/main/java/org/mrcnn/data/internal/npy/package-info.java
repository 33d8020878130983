// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** NumPy array files. */
package org.mrcnn.data.internal.npy;
