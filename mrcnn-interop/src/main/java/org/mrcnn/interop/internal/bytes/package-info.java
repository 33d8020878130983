// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Bytes of files and of zip entries, with random access. */
package org.mrcnn.interop.internal.bytes;
