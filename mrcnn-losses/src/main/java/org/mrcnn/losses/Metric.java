// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A value that an {@link Objective} reports in addition to its losses, and that does not affect training. */
@FunctionalInterface
public interface Metric {

    /**
     * Adds the metric to the graph.
     *
     * @param name the name under which the objective reports the metric; the result need not have it
     * @return a FLOAT variable with one value
     */
    SDVariable apply(SameDiff sd, String name);
}
