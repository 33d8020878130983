/** Files of NumPy arrays. */
package org.mrcnn.data.internal.npy;
