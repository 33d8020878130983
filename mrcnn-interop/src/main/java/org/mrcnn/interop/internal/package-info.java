// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: code that is shared by all readers of weight files of other software. */
package org.mrcnn.interop.internal;
