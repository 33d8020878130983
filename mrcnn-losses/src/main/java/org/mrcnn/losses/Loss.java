// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Objects;
import org.mrcnn.losses.internal.MeanOfCount;
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

    /**
     * The mean of what is summed, over a count that depends on the data, such as the labelled pixels of a batch: {@code sum / count}, 0
     * where the count is 0. Batches that are split over several replicas ({@code train.devices}) then give exactly the mean of
     * the whole batch. No gradient flows into the count.
     *
     * @param sum FLOAT, one value
     * @param count one value of any numeric type, at least 0
     */
    static Loss mean(SDVariable sum, SDVariable count) {
        Objects.requireNonNull(sum, "sum");
        Objects.requireNonNull(count, "count");
        return (sd, name) -> MeanOfCount.of(sum, count, name);
    }
}
