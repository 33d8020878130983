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
 * Runs a SameDiff graph for its outputs and, optionally, for the gradients of its trainable variables. Memory is reused from
 * run to run: any number of runs with the same shapes needs no more memory than the first. Memory that only earlier shapes
 * needed is freed before more is allocated.
 *
 * <p>Only one thread at a time may use a runner. Several runners may run the same graph at once; each has its own memory.
 */
public final class GraphRunner implements AutoCloseable {

    private final SameDiff graph;
    /** The name of the gradient in {@link #graph} by trainable variable. */
    private final Map<String, String> gradientNames;

    private final ArrayPool pool;
    private final OpResources own = new OpResources();
    private final List<String> wanted;
    private final OpResources shared;
    private final GraphSession session;
    private boolean running;
    /**
     * Checks in the first run that the graph that is run computes what the user's graph computes; null afterwards, and if it is
     * the user's.
     */
    private CloneCheck unchecked;

    private GraphRunner(
            SameDiff graph,
            List<String> outputs,
            Map<String, String> gradientNames,
            OpResources shared,
            ArrayPool pool) {
        NativeBackend.current(); // rejects a backend whose results were never compared
        this.graph = graph;
        this.pool = pool;
        this.gradientNames = gradientNames;
        wanted = new ArrayList<>(outputs);
        wanted.addAll(gradientNames.values());
        this.shared = Objects.requireNonNull(shared, "shared");
        this.session = PlannedSession.of(graph, wanted, pool, own, shared);
    }

    /**
     * Creates a runner that computes outputs.
     *
     * @param shared resources that runners of the same graph share, such as packed weights; the caller closes them, after the
     *     runners
     */
    public static GraphRunner forOutputs(SameDiff graph, List<String> outputs, OpResources shared) {
        return forOutputs(graph, outputs, shared, new ArrayPool());
    }

    static GraphRunner forOutputs(SameDiff graph, List<String> outputs, OpResources shared, ArrayPool pool) {
        checkNames(graph, outputs);
        return new GraphRunner(graph, outputs, Map.of(), shared, pool);
    }

    /**
     * Creates a runner that computes outputs and the gradient of the sum of {@code loss} with respect to every trainable
     * variable (type VARIABLE) that {@code loss} depends on.
     *
     * <p>SameDiff differentiates a copy of the graph. The first run compares the outputs of the copy with those of the graph.
     *
     * @throws IllegalArgumentException if the graph lacks an output, the loss depends on no trainable variable, or the gradient
     *     of an op is needed that ND4J computes wrongly
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

    /** Creates a runner of the same graph for the same outputs and gradients, with its own memory, for another thread. */
    public GraphRunner replica() {
        return new GraphRunner(graph, wantedOutputs(), gradientNames, shared, new ArrayPool());
    }

    private List<String> wantedOutputs() {
        return wanted.subList(0, wanted.size() - gradientNames.size());
    }

    /**
     * Adds a resource for the ops of this runner, which get it from {@link OpRun#resource}. The runner closes it when the
     * runner is closed.
     *
     * @throws IllegalStateException if there already is a resource under this key
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

    /** Returns the names of the trainable variables that have a gradient, in the order of the graph. */
    public Set<String> trainable() {
        return gradientNames.keySet();
    }

    /**
     * Runs the graph once.
     *
     * @param placeholders arrays by name, one for every placeholder that the outputs need, of the declared type and shape
     * @return the results, which must be closed before the next run
     * @throws IllegalArgumentException if a placeholder is missing, unknown, or of another type or shape; the message names it
     * @throws OutOfMemoryError if memory does not suffice; the message has the shapes of the placeholders and the limits that
     *     can be raised. The runner remains usable, as after any other exception or error
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
     * Describes the first array of a run that is not finite: a placeholder, weight or constant, or the output of an op, with
     * the layer of its weights. For the diagnosis of a failed step: runs the graph again with all arrays in memory at once.
     *
     * @param placeholders as in {@link #run}
     * @return a sentence; empty if all arrays are finite
     */
    public Optional<String> firstNonFinite(Map<String, INDArray> placeholders) {
        return new GraphProbe(graph, wanted, shared).firstNonFinite(placeholders);
    }

    private static String shapes(Map<String, INDArray> placeholders) {
        return placeholders.entrySet().stream()
                .map(e -> e.getKey() + " " + Arrays.toString(e.getValue().shape()))
                .collect(Collectors.joining(", "));
    }

    private SDVariable placeholder(String name) {
        SDVariable placeholder = graph.getVariable(name);
        if (placeholder == null || !placeholder.isPlaceHolder()) {
            throw new IllegalArgumentException("the graph has no placeholder " + name);
        }
        return placeholder;
    }

    private void checkPlaceholder(String name, INDArray array) {
        SDVariable placeholder = placeholder(name);
        if (array == null || array.wasClosed()) {
            throw new IllegalArgumentException("placeholder " + name + ": expected an array, found "
                    + (array == null ? "none" : "one that was closed; give each run arrays of its own"));
        }
        if (placeholder.dataType() != array.dataType()) {
            throw new IllegalArgumentException(
                    "placeholder " + name + ": expected " + placeholder.dataType() + ", found " + array.dataType());
        }
        long[] declared = placeholder.placeholderShape();
        // A placeholder declared without sizes accepts any shape.
        if (declared != null && declared.length > 0 && !Shape.shapeMatchesPlaceholder(declared, array.shape())) {
            throw new IllegalArgumentException("placeholder " + name + ": expected shape " + Arrays.toString(declared)
                    + " (-1: any size), found " + Arrays.toString(array.shape()));
        }
    }

    private static void requireSizes(String name, long... shape) {
        double length = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (Arrays.stream(shape).anyMatch(size -> size < 0) || length > Long.MAX_VALUE) {
            throw new IllegalArgumentException("placeholder " + name
                    + ": expected sizes of 0 or more that an array can have, found " + Arrays.toString(shape));
        }
    }

    private void endRun() {
        pool.reclaim();
        running = false;
    }

    /**
     * Returns the memory that the arrays of a run will need, placeholders included, without running the graph: every op only
     * reports the shapes of its outputs. Memory that ops keep between runs, see {@link #nativeBytes}, is not counted.
     *
     * @param shapes shapes by name of all placeholders that a run needs
     * @return the number of bytes; empty for a graph with control flow, whose arrays are known only when it runs
     * @throws IllegalArgumentException as {@link #run}, if the graph does not accept the shapes
     */
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        try (UntouchedMemory memory = new UntouchedMemory();
                OpResources none = new OpResources();
                ArrayPool given = new ArrayPool(memory::allocate);
                ArrayPool arrays = new ArrayPool(memory::allocate)) {
            Map<String, INDArray> placeholders = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> {
                requireSizes(name, shape);
                INDArray array = given.allocate(false, placeholder(name).dataType(), shape);
                checkPlaceholder(name, array);
                placeholders.put(name, array);
            });
            Optional<GraphSession> dry = PlannedSession.dry(graph, wanted, arrays, none);
            dry.ifPresent(session -> session.run(placeholders));
            return dry.isPresent() ? OptionalLong.of(given.bytes() + arrays.bytes()) : OptionalLong.empty();
        }
    }

    /** Returns the memory of the runner's arrays, in use or free, in bytes. */
    public long pooledBytes() {
        return pool.bytes();
    }

    /** Returns the native memory of the runner in bytes: its arrays, and what its ops keep between runs. */
    public long nativeBytes() {
        return pool.bytes() + own.bytes();
    }

    @Override
    public void close() {
        own.close();
        pool.close();
    }

    /** The resulting arrays of one run, valid until closed. */
    public final class Outputs implements AutoCloseable {

        private final Map<String, INDArray> arrays;

        private Outputs(Map<String, INDArray> arrays) {
            this.arrays = arrays;
        }

        /** Returns the output with this name. Copy what must be kept after closing. */
        public INDArray get(String output) {
            return required(output, arrays.get(output));
        }

        /**
         * Returns the gradient with respect to a trainable variable, in the shape of the variable. Copy what must be kept after
         * closing.
         */
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
