// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Reads and writes weights in Keras's HDF5 files, including those of Matterport's Mask R-CNN. */
package org.mrcnn.interop.internal.keras;
