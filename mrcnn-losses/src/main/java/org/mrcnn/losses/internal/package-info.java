/** Not API: the ops that an objective is built of, and arithmetic that losses share. */
package org.mrcnn.losses.internal;
