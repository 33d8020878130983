/** Weights by name, and the file format that keeps them. */
package org.mrcnn.engine.internal.weights;
