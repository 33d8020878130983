/** Not API: the ops of the losses of SSD. */
package org.mrcnn.losses.internal.ssd;
