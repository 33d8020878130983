/** Layers as Java ops with gradients: folded and trainable batch normalization, pooling. */
package org.mrcnn.engine.internal.nn;
