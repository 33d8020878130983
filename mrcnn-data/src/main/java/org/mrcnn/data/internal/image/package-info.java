// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Resizing and normalization of images: 8 bit, row-major, height x width x channels. */
package org.mrcnn.data.internal.image;
