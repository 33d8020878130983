// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * COCO evaluation of boxes and masks, equal to pycocotools 2.0.11, and the JSON files that go with it. Boxes here are in
 * the order of COCO, (x, y, width, height) in pixels; everywhere else they are (y1, x1, y2, x2).
 */
package org.mrcnn.data.evaluation;
