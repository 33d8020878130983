/** Images: pixels, reading and writing files. */
package org.mrcnn.data.image;
