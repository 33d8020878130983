// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a batch that a replica runs.
 *
 * @param placeholders arrays by name, which the replica only reads
 * @param examples number of examples in the part
 */
public record Part(Map<String, INDArray> placeholders, int examples) {}
