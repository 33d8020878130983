/** Training of any graph: steps, their history, listeners. */
package org.mrcnn.train;
