// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds named weights to a graph, as trainable variables or as constants. They share the memory of the model's arrays, so that a
 * training step changes the model. Missing weights are created if there is an initializer, otherwise reported.
 */
final class Parameters {

    /**
     * Maximum number of values of the arrays that replace faulty weights until all faults are known: a configuration may have
     * any widths.
     */
    private static final long MAX_STOOD_IN = 1 << 22;

    private final SameDiff sd;
    private final Map<String, INDArray> weights;
    private final Predicate<String> trainable;
    private final WeightInitializer initializer;
    private final Set<String> used = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();
    private long stoodIn;

    /** @param initializer creates missing weights, which are added to {@code weights}; if null, missing weights are faults */
    Parameters(SameDiff sd, Map<String, INDArray> weights, Predicate<String> trainable, WeightInitializer initializer) {
        this.sd = sd;
        this.weights = weights;
        this.trainable = trainable;
        this.initializer = initializer;
    }

    /** Returns the weight as a variable of the graph, in its stored shape. */
    SDVariable get(String name, Initial initial, long... shape) {
        return getAs(name, initial, shape, shape);
    }

    /**
     * Like {@link #get}, in another shape of the same size: a 7x7 convolution over all of a 7x7 feature map is a dense layer.
     */
    SDVariable getAs(String name, Initial initial, long[] stored, long[] inGraph) {
        INDArray array = array(name, initial, stored);
        INDArray shaped = Arrays.equals(stored, inGraph) ? array : NativeCopy.sharedAs(array, inGraph);
        return trainable.test(name) ? sd.var(name, shaped) : sd.constant(name, shaped);
    }

    /** Returns a statistic of a normalization, which is never trained by gradients. */
    SDVariable statistic(String name, Initial initial, long channels) {
        return sd.constant(name, array(name, initial, channels));
    }

    private INDArray array(String name, Initial initial, long... shape) {
        double length = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (Arrays.stream(shape).anyMatch(size -> size < 1) || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("weight " + name + ": expected sizes of 1 or more and at most "
                    + Integer.MAX_VALUE + " values, found " + Arrays.toString(shape));
        }
        if (!used.add(name)) {
            throw new IllegalArgumentException(
                    "two layers have the weight " + name + "; give each layer a name of its own");
        }
        INDArray array = weights.get(name);
        if (array != null && Arrays.equals(array.shape(), shape)) {
            return array;
        }
        if (array != null) {
            faults.add(
                    name + ": expected shape " + Arrays.toString(shape) + ", found " + Arrays.toString(array.shape()));
        } else if (initializer == null) {
            faults.add(name + ": missing, expected shape " + Arrays.toString(shape));
        }
        if (initializer == null) {
            standIn(shape);
        }
        INDArray made = (initializer == null ? new WeightInitializer(0) : initializer).create(name, initial, shape);
        if (array == null && initializer != null) {
            weights.put(name, made);
        }
        return made;
    }

    private void standIn(long... shape) {
        stoodIn += Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (stoodIn > MAX_STOOD_IN) {
            faults.add("and perhaps more");
            throw misfit(faults);
        }
    }

    /** Returns the names of the weights so far, in the order of their use. */
    Set<String> names() {
        return Collections.unmodifiableSet(used);
    }

    /**
     * Checks the weights when the graph is complete.
     *
     * @throws IllegalArgumentException if weights are missing, of another shape, or not part of this network; the message lists
     *     all of them
     */
    void check() {
        List<String> all = new ArrayList<>(faults);
        weights.keySet().stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> all.add(name + ": found shape "
                        + Arrays.toString(weights.get(name).shape()) + ", but the network has no such weight"));
        if (!all.isEmpty()) {
            throw misfit(all);
        }
    }

    private static IllegalArgumentException misfit(List<String> faults) {
        return new IllegalArgumentException("the weights do not fit the network; check backbone and class count:\n"
                + faults.stream().collect(Collectors.joining("\n")));
    }
}
