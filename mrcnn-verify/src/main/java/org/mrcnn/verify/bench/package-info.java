/** Timings, one process each. */
package org.mrcnn.verify.bench;
