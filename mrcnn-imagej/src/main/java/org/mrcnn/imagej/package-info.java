// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection in ImageJ and Fiji: a plug-in, and the conversion of ImageJ's images. */
package org.mrcnn.imagej;
