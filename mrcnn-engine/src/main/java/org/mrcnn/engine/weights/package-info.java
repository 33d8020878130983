/** The error of a weight file that is not sound. */
package org.mrcnn.engine.weights;
