/** Data sets: annotated images by index, in whatever format they come. */
package org.mrcnn.data.dataset;
