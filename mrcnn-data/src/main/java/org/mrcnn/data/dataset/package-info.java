/** Data sets: annotated images by index, from any format. */
package org.mrcnn.data.dataset;
