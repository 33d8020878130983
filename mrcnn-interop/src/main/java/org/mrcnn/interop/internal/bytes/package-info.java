// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Bytes of files and of entries of zips, read from any place. */
package org.mrcnn.interop.internal.bytes;
