// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The ids in the COCO formats of results.
 *
 * @param categories category ids by class id
 * @param texts texts in place of image ids, by image id
 */
record ResultIds(IntUnaryOperator categories, Map<Long, String> texts) {}
