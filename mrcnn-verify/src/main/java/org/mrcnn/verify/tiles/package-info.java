// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection by tiles, measured against the images that a mosaic is made of. */
package org.mrcnn.verify.tiles;
