/** Boxes, box deltas and non-maximum suppression on primitive arrays. Boxes are y1, x1, y2, x2. */
package org.mrcnn.data.geometry;
