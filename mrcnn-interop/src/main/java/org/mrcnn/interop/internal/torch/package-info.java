// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: weights of PyTorch software, from its files to the names and layouts of this project, and back. */
package org.mrcnn.interop.internal.torch;
