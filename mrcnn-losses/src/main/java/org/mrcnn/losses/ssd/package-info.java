/** The losses of SSD, for graphs of users. */
package org.mrcnn.losses.ssd;
