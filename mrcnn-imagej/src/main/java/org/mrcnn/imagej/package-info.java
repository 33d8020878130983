// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection in ImageJ and Fiji: a plug-in, and images of ImageJ as a model takes them. */
package org.mrcnn.imagej;
