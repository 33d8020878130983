// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection by tiles, measured against the images of a mosaic. */
package org.mrcnn.verify.tiles;
