// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mrcnn.losses.internal.L2Loss;
import org.mrcnn.losses.internal.NamedScalar;
import org.mrcnn.losses.internal.WeightedSum;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Builds an {@link Objective}: adds losses and metrics, and changes existing ones, as a network passes a builder with its own
 * losses to the user. Nothing is added to the graph before {@link #build}. Errors are reported as early as possible, with an
 * IllegalArgumentException that names the loss.
 */
public final class ObjectiveBuilder {

    /** Columns of a run's history other than its losses and metrics. */
    private static final Set<String> COLUMNS =
            Set.of("step", "elapsed_seconds", "step_seconds", "learning_rate", "gradient_norm");

    /** How the history names the columns of a validation. */
    private static final String VALIDATION = "val_";

    /** Half of a surrogate pair, which no file can hold, is a category of its own. */
    private static final Pattern NAME = Pattern.compile("[^,\"\\p{Cntrl}\\p{Cs}]*");

    private record Weighted(double weight, Loss loss) {
        Weighted {
            requireGiven(loss, "a loss");
        }
    }

    private record L2(double factor, L2Form form, Predicate<String> of) {}

    private final SameDiff sd;
    private final Map<String, Weighted> losses = new LinkedHashMap<>();
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private L2 l2;
    private boolean untrainedAllowed;
    private boolean built;

    ObjectiveBuilder(SameDiff sd) {
        this.sd = Objects.requireNonNull(sd, "graph");
    }

    /** Adds a loss with weight 1. */
    public ObjectiveBuilder loss(String name, Loss loss) {
        return loss(name, 1, loss);
    }

    /**
     * Adds a loss.
     *
     * @param name name of the loss; the graph must not have a variable of this name, and as it becomes the header of a column,
     *     it must not contain commas, quotes or control characters
     * @param weight 0 or more; a loss with weight 0 is computed and reported, but does not affect training
     */
    public ObjectiveBuilder loss(String name, double weight, Loss loss) {
        checkName(name);
        checkWeight(name, weight);
        losses.put(name, new Weighted(weight, loss));
        return this;
    }

    /**
     * Replaces an existing loss. Name, position and weight do not change.
     *
     * @throws IllegalArgumentException if there is no loss with this name; the message lists the existing ones
     */
    public ObjectiveBuilder replace(String name, Loss loss) {
        losses.put(name, new Weighted(present(name).weight(), loss));
        return this;
    }

    /**
     * Changes the weight of an existing loss.
     *
     * @param weight 0 or more; with 0 the loss is still computed and reported
     * @throws IllegalArgumentException if there is no loss with this name; the message lists the existing ones
     */
    public ObjectiveBuilder weight(String name, double weight) {
        Loss loss = present(name).loss();
        checkWeight(name, weight);
        losses.put(name, new Weighted(weight, loss));
        return this;
    }

    /**
     * Removes a loss, a metric or, with the name {@code l2_loss}, the L2 penalty.
     *
     * @throws IllegalArgumentException if there is none with this name; the message lists the existing ones
     */
    public ObjectiveBuilder remove(String name) {
        if (l2 != null && name.equals(Objective.L2)) {
            l2 = null;
        } else if (metrics.remove(name) == null) {
            present(name);
            losses.remove(name);
        }
        return this;
    }

    /** Returns the names of the losses added so far, without the L2 penalty, in order. */
    public List<String> losses() {
        return List.copyOf(losses.keySet());
    }

    private Weighted present(String name) {
        Weighted loss = losses.get(name);
        if (loss == null) {
            throw new IllegalArgumentException("the objective has no loss " + name + "; it has " + losses.keySet()
                    + (metrics.isEmpty() ? "" : ", and the metrics " + metrics.keySet())
                    + (l2 == null ? "" : ", and the L2 penalty " + Objective.L2));
        }
        return loss;
    }

    private static void checkWeight(String name, double weight) {
        L2Loss.requireFactor("the weight of loss " + name, weight);
    }

    /**
     * Adds the L2 penalty {@code l2_loss} for all trainable variables whose names the predicate accepts.
     *
     * @param factor 0 or more
     */
    public ObjectiveBuilder l2(double factor, L2Form form, Predicate<String> of) {
        if (l2 != null) {
            throw new IllegalArgumentException("the objective already has an L2 penalty; it takes one");
        }
        L2Loss.requireFactor("the factor of the L2 penalty", factor);
        l2 = new L2(factor, Objects.requireNonNull(form, "form"), Objects.requireNonNull(of, "predicate"));
        return this;
    }

    /** Adds a metric. The graph must not have a variable of its name. */
    public ObjectiveBuilder metric(String name, Metric metric) {
        checkName(name);
        requireGiven(metric, "a metric");
        metrics.put(name, metric);
        return this;
    }

    /**
     * Allows losses that depend on no trainable variable, such as those of a frozen branch. Otherwise {@link #build} rejects
     * such a loss, because it nearly always reads the wrong variable.
     */
    public ObjectiveBuilder allowUntrainedLosses() {
        untrainedAllowed = true;
        return this;
    }

    private static void requireGiven(Object value, String what) {
        if (value == null) {
            throw new IllegalArgumentException("the objective expects " + what + ", found none (null)");
        }
    }

    private void checkName(String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a loss or metric needs a name");
        }
        if (!NAME.matcher(name).matches()) { // the history of a run has its losses as columns
            throw new IllegalArgumentException(
                    "expected a name without commas, quotes and control characters for a loss or metric, found "
                            + name);
        }
        if (name.equals(Objective.TOTAL)
                || name.equals(Objective.L2)
                || COLUMNS.contains(name)
                || name.startsWith(VALIDATION)) {
            throw new IllegalArgumentException("the name " + name
                    + " is kept for the objective's own variable or a column of the history; choose another");
        }
        if (losses.containsKey(name) || metrics.containsKey(name)) {
            throw new IllegalArgumentException("the objective already has a loss or metric " + name);
        }
        checkFree(name);
    }

    private void checkFree(String name) {
        if (sd.hasVariable(name)) {
            throw new IllegalArgumentException("the graph already has a variable " + name
                    + (sd.hasVariable(Objective.TOTAL)
                            ? "; it has an objective, and takes one only: build the graph anew for another"
                            : "; choose another name"));
        }
    }

    /**
     * Adds all losses, their weighted sum and the metrics to the graph as named variables.
     *
     * @throws IllegalStateException if it was called before, even if it failed then: variables may be in the graph already
     */
    public Objective build() {
        if (built) {
            throw new IllegalStateException(
                    "build() was called before, and may have added variables to the graph; build"
                            + " the graph anew for another objective");
        }
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("the objective has no loss; add one with loss(name, ...)");
        }
        checkFree(Objective.TOTAL);
        checkFree(Objective.L2);
        losses.keySet().forEach(this::checkFree); // variables may have been added since
        metrics.keySet().forEach(this::checkFree);
        built = true;
        // Selected before the losses are added: a loss may add its own variables, for which its author is responsible.
        List<SDVariable> penalized = l2 == null ? List.of() : penalized();
        Map<String, Double> weights = new LinkedHashMap<>();
        List<SDVariable> terms = new ArrayList<>();
        losses.forEach((name, weighted) -> {
            terms.add(scalar("loss", name, () -> weighted.loss().apply(sd, name)));
            checkTrained(terms.get(terms.size() - 1));
            weights.put(name, weighted.weight());
        });
        if (l2 != null) {
            terms.add(L2Loss.of(l2.factor(), l2.form() == L2Form.MATTERPORT, penalized, Objective.L2));
            weights.put(Objective.L2, 1.0);
        }
        addTotal(terms, List.copyOf(weights.values()));
        metrics.forEach((name, metric) -> scalar("metric", name, () -> metric.apply(sd, name)));
        return new Objective(weights, List.copyOf(metrics.keySet()));
    }

    /** Adds the total. Terms with weight 0 are left out, because their gradients would be computed in vain. */
    private void addTotal(List<SDVariable> terms, List<Double> weights) {
        List<SDVariable> trained = new ArrayList<>();
        List<Double> trainedWeights = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (weights.get(i) > 0) {
                trained.add(terms.get(i));
                trainedWeights.add(weights.get(i));
            }
        }
        if (trained.isEmpty()) {
            throw new IllegalArgumentException(
                    "all losses " + losses.keySet() + " have weight 0: nothing to train for");
        }
        WeightedSum.of(sd, trained, trainedWeights, Objective.TOTAL);
    }

    @SuppressWarnings("ReferenceEquality") // SameDiff.equals compares the content of graphs
    private SDVariable scalar(String kind, String name, Supplier<SDVariable> made) {
        NamedScalar.free(sd, name);
        SDVariable v;
        try {
            v = made.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(kind + " " + name + ": " + e.getMessage(), e);
        } catch (RuntimeException e) { // from the user's code, or from SameDiff called by it
            throw new IllegalArgumentException(
                    kind + " " + name + ": " + e + "; check that the graph has all variables that it reads", e);
        }
        if (v == null) {
            throw new IllegalArgumentException(
                    kind + " " + name + ": expected a variable of the graph, found none (null)");
        }
        if (v.getSameDiff() != sd) {
            throw new IllegalArgumentException(kind + " " + name + " is a variable of another graph");
        }
        if (v.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "expected " + kind + " " + name + " to be FLOAT, found " + v.dataType() + "; cast it");
        }
        boolean named = v.name().equals(name);
        if (named && sd.getVariableOutputOp(name) instanceof ScalarOp) {
            return v;
        }
        NamedScalar.free(sd, name);
        return NamedScalar.of(v, name);
    }

    private void checkTrained(SDVariable loss) {
        if (!untrainedAllowed && !ScalarOp.isTrained(loss)) {
            throw new IllegalArgumentException("loss " + loss.name()
                    + " depends on no trainable variable: check what it" + " reads, or call allowUntrainedLosses()");
        }
    }

    private List<SDVariable> penalized() {
        List<SDVariable> trainable = sd.variables().stream()
                .filter(v -> v.getVariableType() == VariableType.VARIABLE)
                .collect(Collectors.toList());
        List<SDVariable> matching =
                trainable.stream().filter(v -> l2.of().test(v.name())).collect(Collectors.toList());
        if (matching.isEmpty()) {
            throw new IllegalArgumentException("the L2 penalty matches none of the " + trainable.size()
                    + " trainable variables, such as "
                    + trainable.stream().limit(5).map(SDVariable::name).collect(Collectors.toList()));
        }
        return matching;
    }
}
