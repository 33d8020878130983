/** Random changes to training pictures that move pixels, boxes and masks together. */
package org.mrcnn.data.transform;
