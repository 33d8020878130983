/** Data sets: annotated pictures by index, read from COCO files or rendered. */
package org.mrcnn.data.dataset;
