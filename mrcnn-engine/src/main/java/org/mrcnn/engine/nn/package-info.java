/** Layers as Java ops with gradients: folded and trainable batch normalisation, pooling. */
package org.mrcnn.engine.nn;
