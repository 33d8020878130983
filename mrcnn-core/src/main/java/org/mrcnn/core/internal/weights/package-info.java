/** Not API: model files as a source of weights. */
package org.mrcnn.core.internal.weights;
