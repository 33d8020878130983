// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.SumOfSquares;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Updates weights in place from their gradients: checks that all gradients are finite, clips their global norm, computes the
 * update of each weight with ND4J's updater, applies weight decay, and subtracts the update. Does not change the gradients.
 * Owns the state of the updaters. Not thread-safe.
 */
public final class Optimizer implements AutoCloseable {

    /** Name of the state with the number of steps before the first step of a variable. */
    private static final String START = ":start";

    /**
     * A trainable FLOAT variable and the state of its updater; {@code memory} is null if there is none. {@code start} is the
     * number of steps before its first.
     */
    private record Slot(
            String name,
            INDArray weights,
            GradientUpdater<?> updater,
            INDArray memory,
            INDArray start,
            boolean decays,
            double rateFactor) {

        long steps(long ofRun) {
            return ofRun - start.getLong(0);
        }
    }

    private final OptimizerSettings settings;
    private final IUpdater rule;
    private final Optional<TiledUpdate> tiled;
    private final List<Slot> slots = new ArrayList<>();
    /** The update being computed, used for one variable after the other. */
    private final INDArray scratch;

    private long steps;

    /**
     * Creates an optimizer of weights, with a new state.
     *
     * @param weights the FLOAT arrays to update, which the caller continues to own
     */
    public Optimizer(Map<String, INDArray> weights, OptimizerSettings settings) {
        this.settings = settings;
        this.rule = settings.updater().clone();
        this.tiled = TiledUpdate.of(rule);
        weights.forEach((name, array) -> {
            if (array.dataType() != DataType.FLOAT || array.isEmpty()) {
                throw new IllegalArgumentException("weights " + name + ": expected FLOAT values, found "
                        + array.dataType() + " of " + array.length() + " values");
            }
        });
        weights.forEach((name, array) -> slots.add(slot(name, array)));
        long largest =
                weights.values().stream().mapToLong(INDArray::length).max().orElse(1);
        scratch = Nd4j.createUninitializedDetached(DataType.FLOAT, largest);
    }

    /** Creates an optimizer of variables of a graph, such as {@link org.mrcnn.engine.GraphRunner#trainable()}. */
    public static Optimizer of(SameDiff graph, Collection<String> variables, OptimizerSettings settings) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        variables.forEach(name -> weights.put(name, graph.getVariable(name).getArr()));
        return new Optimizer(weights, settings);
    }

    private Slot slot(String name, INDArray weights) {
        long size = rule.stateSize(weights.length());
        INDArray memory = size == 0 ? null : Nd4j.createUninitializedDetached(DataType.FLOAT, 1, size);
        GradientUpdater<?> updater = rule.instantiate(memory, memory != null);
        return new Slot(
                name,
                weights,
                updater,
                memory,
                Nd4j.createUninitializedDetached(DataType.FLOAT, 1).assign(0),
                settings.weightDecay() > 0 && settings.decays().test(name),
                rateFactor(name));
    }

    private double rateFactor(String name) {
        double factor = settings.rateFactor().applyAsDouble(name);
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the rate factor of " + name + ": expected a number from 0, found " + factor);
        }
        return factor;
    }

    /**
     * Makes one step.
     *
     * @param gradients returns the gradient of each variable, in its shape, for example {@code outputs::gradient}
     * @throws NonFiniteGradientException if a gradient is not finite; it names the first such variable, and no weight is
     *     changed
     */
    public UpdateReport step(Function<String, INDArray> gradients, double learningRate) {
        if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "learning rate: expected a finite number of 0 or more, found " + learningRate);
        }
        double norm = globalNorm(gradients);
        double factor = norm > settings.clipNorm() ? settings.clipNorm() / norm : 1;
        for (Slot slot : slots) {
            update(slot, gradients.apply(slot.name()), factor, learningRate * slot.rateFactor());
        }
        steps++;
        return new UpdateReport(norm, factor);
    }

    private double globalNorm(Function<String, INDArray> gradients) {
        double sum = 0;
        for (Slot slot : slots) {
            INDArray gradient = gradients.apply(slot.name());
            if (gradient.dataType() != DataType.FLOAT || !gradient.equalShapes(slot.weights())) {
                throw new IllegalArgumentException("the gradient of " + slot.name() + ": expected FLOAT "
                        + slot.weights().shapeInfoToString() + ", found " + gradient.dataType() + " "
                        + gradient.shapeInfoToString());
            }
            double squares = SumOfSquares.of(gradient);
            if (!Double.isFinite(squares)) {
                throw new NonFiniteGradientException(slot.name(), countNonFinite(gradient), gradient.length(), steps);
            }
            sum += squares;
        }
        return Math.sqrt(sum);
    }

    private static long countNonFinite(INDArray gradient) {
        long count = 0;
        for (float value : gradient.dup('c').data().asFloat()) {
            count += Float.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    private void update(Slot slot, INDArray gradient, double factor, double learningRate) {
        double kept = slot.decays() ? 1 - learningRate * settings.weightDecay() : 1;
        if (tiled.isPresent() && NativeCopy.isRowMajor(slot.weights()) && NativeCopy.isRowMajor(gradient)) {
            tiled.get()
                    .apply(
                            new TiledUpdate.Step(factor, learningRate, kept, slot.steps(steps)),
                            slot.weights(),
                            gradient,
                            slot.memory());
        } else {
            if (rule.hasLearningRate()) {
                rule.setLrAndSchedule(learningRate, null);
            }
            updateByArrays(slot, gradient, factor, kept);
        }
    }

    private void updateByArrays(Slot slot, INDArray gradient, double factor, double kept) {
        INDArray flat = scratch.get(NDArrayIndex.interval(0, gradient.length()));
        INDArray shaped = flat.reshape('c', gradient.shape());
        gradient.muli(factor, shaped);
        slot.updater().applyUpdater(flat, Math.toIntExact(slot.steps(steps)), 0);
        slot.weights().muli(kept);
        slot.weights().subi(shaped);
    }

    /** Returns the number of steps made, including those before a {@link #restore}. */
    public long steps() {
        return steps;
    }

    /**
     * Returns the state of the updaters by variable and name, such as {@code conv1/kernel:M}, and the first step of variables
     * that were added later. Copy what must be kept after a step.
     */
    public Map<String, INDArray> state() {
        Map<String, INDArray> state = new LinkedHashMap<>();
        for (Slot slot : slots) {
            state.putAll(state(slot));
            if (slot.start().getLong(0) > 0) {
                state.put(slot.name() + START, slot.start());
            }
        }
        return state;
    }

    /**
     * Returns the arrays of the updaters, such as momentum, in the order of the variables: FLOAT, row-major. The caller may
     * read and overwrite them.
     */
    public List<INDArray> memory() {
        return slots.stream().map(Slot::memory).filter(Objects::nonNull).toList();
    }

    private static Map<String, INDArray> state(Slot slot) {
        Map<String, INDArray> state = new LinkedHashMap<>();
        new TreeMap<>(slot.updater().getState()).forEach((key, array) -> state.put(slot.name() + ":" + key, array));
        return state;
    }

    /**
     * Restores a saved state, so that training continues with the same bits as without an interruption.
     *
     * @param saved copies of the arrays that {@link #state} returned
     * @throws IllegalArgumentException if the state belongs to other variables or another rule; nothing is changed then
     */
    public void restore(long savedSteps, Map<String, INDArray> saved) {
        Map<String, INDArray> state = new LinkedHashMap<>();
        slots.forEach(slot -> state.putAll(state(slot)));
        Map<String, INDArray> arrays = new LinkedHashMap<>(saved);
        slots.forEach(slot -> arrays.remove(slot.name() + START));
        if (!state.keySet().equals(arrays.keySet())) {
            throw new IllegalArgumentException("the saved optimizer state does not fit: it lacks "
                    + without(state, arrays) + " and has besides " + without(arrays, state));
        }
        carry(savedSteps, saved);
    }

    /**
     * Takes over the saved state of the variables that have one. All others start now with a new state.
     *
     * @param savedSteps number of steps made until now
     * @param saved copies of the arrays that {@link #state} of another optimizer with the same rule returned
     * @throws IllegalArgumentException if variables have other sizes; nothing is changed then
     */
    public void carry(long savedSteps, Map<String, INDArray> saved) {
        Map<String, INDArray> state = new LinkedHashMap<>();
        slots.forEach(slot -> state.putAll(state(slot)));
        state.keySet().retainAll(saved.keySet());
        state.forEach((name, array) -> {
            if (array.length() != saved.get(name).length()) {
                throw new IllegalArgumentException("optimizer state " + name + " should have " + array.length()
                        + " values but the saved one has " + saved.get(name).length());
            }
        });
        state.forEach((name, array) -> array.assign(saved.get(name).reshape('c', array.shape())));
        for (Slot slot : slots) {
            boolean known = state.keySet().containsAll(state(slot).keySet());
            INDArray start = saved.get(slot.name() + START);
            slot.start().assign(start != null ? start.getLong(0) : known ? 0 : savedSteps);
        }
        steps = savedSteps;
    }

    private static List<String> without(Map<String, INDArray> some, Map<String, INDArray> others) {
        return some.keySet().stream().filter(n -> !others.containsKey(n)).collect(Collectors.toList());
    }

    @Override
    public void close() {
        scratch.close();
        for (Slot slot : slots) {
            slot.start().close();
            if (slot.memory() != null) {
                slot.memory().close();
            }
        }
    }
}
