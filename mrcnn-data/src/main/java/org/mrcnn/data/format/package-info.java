// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Formats of annotation files, each read into the same annotated images, and COCO files written of any data set. */
package org.mrcnn.data.format;
