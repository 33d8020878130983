// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Names of image files, and files that are written completely or not at all. */
package org.mrcnn.data.internal.file;
