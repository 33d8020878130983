// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Objects;
import org.mrcnn.losses.internal.MeanOfCount;
import org.mrcnn.losses.internal.StopGradient;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A term of an {@link Objective}. It may read any variables of the graph, in any number of branches:
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
     * @return a FLOAT variable with one value
     */
    SDVariable apply(SameDiff sd, String name);

    /**
     * Returns a loss that is a mean over a number of things that depends on the data, such as the labelled pixels of a batch:
     * {@code sum / count}, or 0 if the count is 0. A batch split over several replicas ({@code train.devices}) then gives
     * exactly the mean of the whole batch. No gradient flows into the count.
     *
     * @param sum a FLOAT variable with one value
     * @param count a variable of any numeric type with one value, 0 or more
     */
    static Loss mean(SDVariable sum, SDVariable count) {
        Objects.requireNonNull(sum, "sum");
        Objects.requireNonNull(count, "count");
        return (sd, name) -> MeanOfCount.of(sum, count, name);
    }

    /**
     * Returns a variable with the same values through which no gradient flows, for a target or a factor of a loss that is
     * computed from trainable variables, such as the prediction of a teacher.
     *
     * @param v a FLOAT variable of any shape
     */
    static SDVariable stopGradient(SDVariable v) {
        return StopGradient.of(v);
    }
}
