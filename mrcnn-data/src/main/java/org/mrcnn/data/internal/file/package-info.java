// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Image files by their names, and files written whole or not at all. */
package org.mrcnn.data.internal.file;
