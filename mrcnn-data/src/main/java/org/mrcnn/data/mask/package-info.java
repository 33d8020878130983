// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Masks of objects as COCO run lengths, converted from and to bitmaps, polygons and strings. */
package org.mrcnn.data.mask;
