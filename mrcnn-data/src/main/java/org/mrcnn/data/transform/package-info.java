/** Random changes to training images that move pixels, boxes and masks together. */
package org.mrcnn.data.transform;
