/**
 * Holds what this project computes against reference results: {@link org.mrcnn.examples.parity.Parity} is the program, and
 * a {@link org.mrcnn.examples.parity.Topic} knows how to compute one kind of case.
 */
package org.mrcnn.examples.parity;
