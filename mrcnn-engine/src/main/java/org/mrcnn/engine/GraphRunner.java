// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.engine.internal.MemoryLimits;
import org.mrcnn.engine.internal.NativeBackend;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Runs a SameDiff graph for its outputs, or for the gradients of its trainable variables as well, in memory that is lent
 * from run to run: any number of runs of the same shapes needs no more memory than the first.
 *
 * <p>A runner serves one thread at a time. Several runners may run one graph at once, each with memory of its own.
 */
public final class GraphRunner implements AutoCloseable {

    private final SameDiff graph;
    /** Trainable variable to the name of its gradient in {@link #graph}. */
    private final Map<String, String> gradientNames;

    private final ArrayPool pool;
    private final OpResources own = new OpResources();
    private final List<String> wanted;
    private final OpResources shared;
    private final GraphSession session;
    private boolean running;
    /** Until the first run, whether the graph that is run does as the user's; null where it is the user's. */
    private CloneCheck unchecked;

    private GraphRunner(
            SameDiff graph,
            List<String> outputs,
            Map<String, String> gradientNames,
            OpResources shared,
            ArrayPool pool) {
        NativeBackend.current(); // refuses a backend whose numbers nobody has compared
        this.graph = graph;
        this.pool = pool;
        this.gradientNames = gradientNames;
        wanted = new ArrayList<>(outputs);
        wanted.addAll(gradientNames.values());
        this.shared = Objects.requireNonNull(shared, "shared");
        this.session = PlannedSession.of(graph, wanted, pool, own, shared);
    }

    /**
     * A runner for outputs.
     *
     * @param shared what runners of the same graph share, such as packed weights; the caller closes it, after the runners
     */
    public static GraphRunner forOutputs(SameDiff graph, List<String> outputs, OpResources shared) {
        return forOutputs(graph, outputs, shared, new ArrayPool());
    }

    static GraphRunner forOutputs(SameDiff graph, List<String> outputs, OpResources shared, ArrayPool pool) {
        checkNames(graph, outputs);
        return new GraphRunner(graph, outputs, Map.of(), shared, pool);
    }

    /**
     * A runner for outputs and for the gradient of the sum of {@code loss} with respect to every trainable variable (type
     * VARIABLE) that it depends on.
     *
     * <p>SameDiff differentiates a copy of the graph. The first run compares the outputs of both.
     *
     * @throws IllegalArgumentException if an output is missing, the loss depends on no trainable variable, or it needs the
     *     gradient of an op whose gradient is wrong in ND4J
     */
    public static GraphRunner forGradients(SameDiff graph, String loss, List<String> outputs, OpResources shared) {
        checkNames(graph, outputs);
        checkNames(graph, List.of(loss));
        GradientRules rules = new GradientRules(graph, loss);
        rules.check();
        graph.setLossVariables(loss);
        Differentiated made = Differentiated.of(graph);
        GraphRunner runner = new GraphRunner(made.graph(), outputs, made.gradientNames(), shared, new ArrayPool());
        runner.unchecked = new CloneCheck(graph, outputs, rules.unbroadcast(), shared);
        return runner;
    }

    /** A runner of the same graph for the same outputs and gradients, for another thread, with memory of its own. */
    public GraphRunner replica() {
        return new GraphRunner(graph, wantedOutputs(), gradientNames, shared, new ArrayPool());
    }

    private List<String> wantedOutputs() {
        return wanted.subList(0, wanted.size() - gradientNames.size());
    }

    /**
     * Lends something to the ops of this runner, which find it as {@link OpRun#resource}; the runner closes it at its end.
     *
     * @throws IllegalStateException if there is something under that key
     */
    public void lend(Object key, AutoCloseable resource) {
        Objects.requireNonNull(resource, "resource");
        if (own.get(key, () -> resource) != resource) {
            throw new IllegalStateException("the runner has a resource " + key + " already");
        }
    }

    private static void checkNames(SameDiff graph, List<String> names) {
        List<String> missing = names.stream().filter(n -> !graph.hasVariable(n)).collect(Collectors.toList());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the graph has no variable " + missing + "; it has "
                    + graph.variableMap().keySet());
        }
    }

    /** The trainable variables that have a gradient, in the order of the graph. */
    public Set<String> trainable() {
        return gradientNames.keySet();
    }

    /**
     * Runs the graph once.
     *
     * @param placeholders every placeholder that the outputs need, of the declared type and shape
     * @return the arrays, to be closed before the next run
     * @throws IllegalArgumentException naming a placeholder that is missing, unknown, or of another type or shape
     * @throws OutOfMemoryError naming the shapes of the placeholders and the limits that can be raised; as after any other
     *     exception or error, the runner can run again
     */
    public Outputs run(Map<String, INDArray> placeholders) {
        if (running) {
            throw new IllegalStateException("close the outputs of the last run before the next one");
        }
        placeholders.forEach(this::checkPlaceholder);
        boolean done = false;
        try {
            running = true;
            Outputs outputs = new Outputs(unchecked == null ? session.run(placeholders) : firstRun(placeholders));
            done = true;
            return outputs;
        } catch (OutOfMemoryError e) {
            throw MemoryLimits.explain(e, "a run of the graph with " + shapes(placeholders));
        } finally {
            if (!done) {
                endRun();
            }
        }
    }

    private Map<String, INDArray> firstRun(Map<String, INDArray> placeholders) {
        Map<String, INDArray> expected = unchecked.expected(placeholders);
        Map<String, INDArray> found = session.run(placeholders);
        unchecked.compare(expected, found, graph, placeholders);
        unchecked = null;
        return found;
    }

    /**
     * Looks for the first array of a run that is not finite, in words: a placeholder, weight or constant, or the output of an op,
     * with the layer of its weights. It runs the graph again with every array in memory at once: for a step that has failed.
     *
     * @param placeholders as of {@link #run}
     * @return empty where all arrays are finite
     */
    public Optional<String> firstNonFinite(Map<String, INDArray> placeholders) {
        return new GraphProbe(graph, wanted, shared).firstNonFinite(placeholders);
    }

    private static String shapes(Map<String, INDArray> placeholders) {
        return placeholders.entrySet().stream()
                .map(e -> e.getKey() + " " + Arrays.toString(e.getValue().shape()))
                .collect(Collectors.joining(", "));
    }

    private void checkPlaceholder(String name, INDArray array) {
        SDVariable placeholder = graph.getVariable(name);
        if (placeholder == null || !placeholder.isPlaceHolder()) {
            throw new IllegalArgumentException("the graph has no placeholder " + name);
        }
        if (array == null || array.wasClosed()) {
            throw new IllegalArgumentException("placeholder " + name + " expects an array but found "
                    + (array == null ? "none" : "one that was closed; give each run arrays of its own"));
        }
        if (placeholder.dataType() != array.dataType()) {
            throw new IllegalArgumentException(
                    "placeholder " + name + " expects " + placeholder.dataType() + " but found " + array.dataType());
        }
        long[] declared = placeholder.placeholderShape();
        // Declared without sizes, a placeholder takes any shape.
        if (declared != null && declared.length > 0 && !Shape.shapeMatchesPlaceholder(declared, array.shape())) {
            throw new IllegalArgumentException("placeholder " + name + " expects shape " + Arrays.toString(declared)
                    + " (-1: any size) but found " + Arrays.toString(array.shape()));
        }
    }

    private void endRun() {
        pool.reclaim();
        running = false;
    }

    /**
     * The memory that the arrays of a run will take, placeholders included, without running: every op is asked for the shapes of
     * its outputs. What ops keep besides, see {@link #nativeBytes}, is not in it.
     *
     * @param shapes of every placeholder that a run needs
     * @return bytes; empty for a graph with control flow, whose arrays are only known when it runs
     * @throws IllegalArgumentException as {@link #run}, for shapes that the graph cannot take
     */
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        try (UntouchedMemory memory = new UntouchedMemory();
                OpResources none = new OpResources();
                ArrayPool given = new ArrayPool(memory::allocate);
                ArrayPool arrays = new ArrayPool(memory::allocate)) {
            Map<String, INDArray> placeholders = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> {
                INDArray array = given.allocate(false, graph.getVariable(name).dataType(), shape);
                checkPlaceholder(name, array);
                placeholders.put(name, array);
            });
            Optional<GraphSession> dry = PlannedSession.dry(graph, wanted, arrays, none);
            dry.ifPresent(session -> session.run(placeholders));
            return dry.isPresent() ? OptionalLong.of(given.bytes() + arrays.bytes()) : OptionalLong.empty();
        }
    }

    /** The memory that the runner's arrays hold, lent and free, in bytes. */
    public long pooledBytes() {
        return pool.bytes();
    }

    /** The native memory of the runner in bytes: its arrays, and what its ops keep between runs. */
    public long nativeBytes() {
        return pool.bytes() + own.bytes();
    }

    @Override
    public void close() {
        own.close();
        pool.close();
    }

    /** The arrays of one run, lent until closed. */
    public final class Outputs implements AutoCloseable {

        private final Map<String, INDArray> arrays;

        private Outputs(Map<String, INDArray> arrays) {
            this.arrays = arrays;
        }

        /** The output of that name; copy what must outlive the run. */
        public INDArray get(String output) {
            return required(output, arrays.get(output));
        }

        /** The gradient with respect to a trainable variable. */
        public INDArray gradient(String variable) {
            return required("gradient of " + variable, arrays.get(gradientNames.getOrDefault(variable, "")));
        }

        private static INDArray required(String name, INDArray array) {
            if (array == null) {
                throw new IllegalArgumentException("the run was not asked for " + name);
            }
            return array;
        }

        @Override
        public void close() {
            endRun();
        }
    }
}
