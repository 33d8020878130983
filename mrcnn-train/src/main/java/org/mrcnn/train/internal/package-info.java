/** Not API: one step of gradients and update, and memory of the process. */
package org.mrcnn.train.internal;
