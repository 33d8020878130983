// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Weights of other software: Keras's HDF5 files as Matterport's Mask R-CNN writes them, in and out. */
package org.mrcnn.interop.internal.keras;
