/** Files of NumPy arrays. */
package org.mrcnn.data.npy;
