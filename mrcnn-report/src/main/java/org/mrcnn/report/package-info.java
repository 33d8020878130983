/** Pages that show what a data set holds, and what happens inside a model. */
package org.mrcnn.report;
