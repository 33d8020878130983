// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A term of an {@link Objective}. It may read any variables of the graph, of any number of branches:
 *
 * <pre>{@code
 * Loss distance = (sd, name) -> sd.math.square(left.sub(right)).mean().rename(name);
 * }</pre>
 */
@FunctionalInterface
public interface Loss {

    /**
     * Adds the loss to the graph.
     *
     * @param name the name under which the objective reports the loss; the result need not have it
     * @return one FLOAT value
     */
    SDVariable apply(SameDiff sd, String name);
}
