/** Reading, writing and resizing of pictures: 8 bit, row-major, height x width x channels. */
package org.mrcnn.data.image;
