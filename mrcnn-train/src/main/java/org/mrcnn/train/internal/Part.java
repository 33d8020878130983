// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a batch that a replica runs.
 *
 * @param placeholders which the replica only reads
 * @param examples in it
 */
public record Part(Map<String, INDArray> placeholders, int examples) {}
