/** The update rule of a training run: ND4J's updaters, clipping, decay. */
package org.mrcnn.engine.optimizer;
