// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Masks of objects as COCO run lengths, from and to bitmaps, polygons and text. */
package org.mrcnn.data.mask;
