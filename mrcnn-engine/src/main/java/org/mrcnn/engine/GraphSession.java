// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one graph for outputs that are chosen once. One thread at a time. */
interface GraphSession {

    /** The outputs by name, in memory that the session borrows from its pool. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders);
}
