/** Timings, one process each. */
package org.mrcnn.examples.bench;
