// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the files of PyTorch software, and the weights in them. */
package org.mrcnn.interop.internal.torch;
