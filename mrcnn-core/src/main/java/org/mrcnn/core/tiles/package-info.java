// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection in images larger than memory, tile by tile: {@link org.mrcnn.core.tiles.TiledDetection}. */
package org.mrcnn.core.tiles;
