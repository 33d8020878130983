/** Masks of objects as COCO run lengths, from and to bitmaps, polygons and text. */
package org.mrcnn.data.mask;
