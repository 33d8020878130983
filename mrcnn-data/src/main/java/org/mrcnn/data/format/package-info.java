// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Annotation formats, all of which are read into the same annotated images, and writing any data set as a COCO file. */
package org.mrcnn.data.format;
