// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the names and layouts of the weights in PyTorch software, and which networks they belong to. */
package org.mrcnn.interop.internal.names;
