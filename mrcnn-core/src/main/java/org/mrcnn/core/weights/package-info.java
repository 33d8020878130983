/** Weights from a file into a model: source, choice of layers, report. */
package org.mrcnn.core.weights;
