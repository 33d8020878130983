/** Not API: helpers of the losses. */
package org.mrcnn.losses.internal;
