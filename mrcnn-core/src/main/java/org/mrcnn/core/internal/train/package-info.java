/** Not API: what training this network adds to the loop of any graph: its placeholders, layers, rates and statistics. */
package org.mrcnn.core.internal.train;
