// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * COCO evaluation of boxes and masks, with the results of pycocotools 2.0.11, and its JSON files. Boxes in this package are in
 * the order of COCO, (x, y, width, height) in pixels; everywhere else they are (y1, x1, y2, x2).
 */
package org.mrcnn.data.evaluation;
