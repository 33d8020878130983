/** Weights of other software: Keras's HDF5 files as Matterport's Mask R-CNN writes them, in and out. */
package org.mrcnn.interop.internal.keras;
