// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a graph for fixed outputs. Only one thread at a time may use it. */
interface GraphSession {

    /** Returns the outputs by name, in memory from the session's pool. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders);
}
