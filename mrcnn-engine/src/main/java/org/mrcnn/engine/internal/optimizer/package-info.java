/** Not API: from gradients to weights, checked, clipped, updated in place. */
package org.mrcnn.engine.internal.optimizer;
