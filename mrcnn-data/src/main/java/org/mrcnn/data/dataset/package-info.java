/** Data sets: annotated pictures by index, in whatever format they come. */
package org.mrcnn.data.dataset;
