// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.Merge;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Upsampling2d;
import org.nd4j.linalg.api.ops.impl.loss.BaseLoss;

/**
 * Ops of ND4J 1.0.0-M2.1 whose gradients are wrong or missing, as found with central differences (OpGradientsTest). A graph
 * that needs such a gradient is rejected; the message names the op and an alternative.
 */
final class GradientRules {

    /** What to use in place of an op, and when it must not be used. */
    private record Rule(String instead, Predicate<DifferentialFunction> when) {}

    /** Ops whose gradient is wrong for an input that is broadcast, which is known only when the graph runs. */
    private static final Set<String> UNBROADCAST = Set.of("maximum", "minimum", "tf_atan2");

    private static final Map<String, Rule> RULES = rules();

    private final String loss;
    private final Set<String> trained;
    private final List<DifferentialFunction> onTheWay;

    GradientRules(SameDiff graph, String loss) {
        this.loss = loss;
        trained = trained(graph);
        Set<String> needed = needed(graph, loss);
        onTheWay = Arrays.stream(graph.ops())
                .filter(op -> Arrays.stream(op.outputVariablesNames()).anyMatch(needed::contains))
                .filter(op -> Arrays.stream(op.argNames()).anyMatch(trained::contains))
                .filter(op -> Arrays.stream(op.outputVariablesNames()).anyMatch(trained::contains))
                .toList();
    }

    /**
     * @throws IllegalArgumentException if a gradient would be wrong; the message names the first such op, and what to use
     *     instead
     */
    void check() {
        if (!trained.contains(loss)) {
            throw new IllegalArgumentException("loss " + loss + " depends on no trainable variable; make what is to be"
                    + " trained a variable of the graph, not a constant or placeholder");
        }
        for (DifferentialFunction op : onTheWay) {
            Rule rule = rule(op);
            if (rule != null && rule.when().test(op)) {
                throw new IllegalArgumentException("op " + op.opName() + ", which makes variable "
                        + op.outputVariablesNames()[0]
                        + ": its gradient is wrong or missing in ND4J 1.0.0-M2.1, and the loss needs it; use "
                        + rule.instead());
            }
        }
    }

    private static Rule rule(DifferentialFunction op) {
        if (op instanceof BaseLoss) {
            return new Rule("losses of org.mrcnn.losses, or arithmetic ops", any -> true);
        }
        return op.getClass().getPackage().equals(Merge.class.getPackage()) // of ifCond and whileLoop
                ? new Rule("a * mask + b * (1 - mask) for a condition, and repeated ops for a loop", any -> true)
                : RULES.get(op.opName());
    }

    /** An op whose gradients are correct only for inputs in the shape of its output. */
    record Unbroadcast(String op, List<String> trained, String output) {}

    /** Returns the ops on the path to the loss that must not broadcast an input that has a gradient. */
    List<Unbroadcast> unbroadcast() {
        return onTheWay.stream()
                .filter(op -> UNBROADCAST.contains(op.opName()))
                .map(op -> new Unbroadcast(
                        op.opName(),
                        Arrays.stream(op.argNames()).filter(trained::contains).toList(),
                        op.outputVariablesNames()[0]))
                .toList();
    }

    /** Returns the trainable variables, and the variables computed from them through which gradients flow. */
    private static Set<String> trained(SameDiff graph) {
        Set<String> trained = new HashSet<>();
        for (SDVariable v : graph.variables()) {
            if (v.getVariableType() == VariableType.VARIABLE) {
                trained.add(v.name());
            }
        }
        for (DifferentialFunction op : graph.ops()) {
            if (!(op instanceof JavaOp.StopsGradient)
                    && op.argNames() != null
                    && Arrays.stream(op.argNames()).anyMatch(trained::contains)) {
                Arrays.stream(op.outputVariablesNames())
                        .filter(name -> graph.getVariable(name).dataType().isFPType())
                        .forEach(trained::add);
            }
        }
        return trained;
    }

    /** Returns the variables that the loss is computed from. */
    private static Set<String> needed(SameDiff graph, String loss) {
        Set<String> needed = new LinkedHashSet<>(List.of(loss));
        DifferentialFunction[] ops = graph.ops();
        for (int i = ops.length - 1; i >= 0; i--) {
            if (ops[i].argNames() != null
                    && Arrays.stream(ops[i].outputVariablesNames()).anyMatch(needed::contains)) {
                needed.addAll(Arrays.asList(ops[i].argNames()));
            }
        }
        return needed;
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        for (String op : List.of("gather", "gather_nd")) {
            always(rules, op, "the product with a one-hot matrix, slices, or a JavaOp");
        }
        always(rules, "top_k", "reduce_max, or a JavaOp");
        for (String op : List.of("Where", "select", "where_np", "car")) {
            always(rules, op, "a * mask + b * (1 - mask), the mask cast to FLOAT");
        }
        for (String op : List.of("cumsum", "cumprod")) {
            always(rules, op, "the product with a triangular matrix");
        }
        for (String op : List.of("clipbynorm", "clipbyavgnorm")) {
            always(rules, op, "x * min(1, limit / norm2(x)) of arithmetic ops");
        }
        always(rules, "cross", "slices and products");
        always(rules, "floormod", "x - y * floor(x / y)");
        always(rules, "tensordot", "reshape and mmul");
        always(rules, "reduce_logsumexp", "max + log(sum(exp(x - max)))");
        always(rules, "logentropy", "log of the entropy");
        always(rules, "batchnorm", "a normalization of arithmetic ops, or layerNorm");
        always(rules, "crop_and_resize", "a JavaOp: the gradient is 0");
        for (String op : List.of("resize_bilinear", "image_resize", "resize_bicubic", "resize_nearest_neighbor")) {
            always(rules, op, "upsampling2d of channels first, or a JavaOp");
        }
        always(rules, "lrn", "a normalization of arithmetic ops");
        always(rules, "extract_image_patches", "im2Col");
        always(rules, "scatter_update", "scatter_add");
        for (String op : List.of("dropout", "dropout_inverted")) {
            always(rules, op, "the product with random().bernoulli(keep, FLOAT, shape), divided by keep");
        }
        rules.putAll(rulesOfSettings());
        return rules;
    }

    /** Returns the rules for ops whose gradient is wrong with some of their settings only. */
    private static Map<String, Rule> rulesOfSettings() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("log_softmax", new Rule("log(softmax(x, dimension)), or permute", op -> settings(op) > 0));
        rules.put("pad", new Rule("the mode CONSTANT", op -> setting(op, 0) != 0));
        rules.put(
                "upsampling2d",
                new Rule(
                        "permute to channels first around it",
                        op -> op instanceof Upsampling2d && setting(op, settings(op) - 1) == 0));
        rules.put("conv2d", new Rule("the weights format YXIO", op -> op instanceof Conv2D && setting(op, 10) != 0));
        return rules;
    }

    private static void always(Map<String, Rule> rules, String op, String instead) {
        rules.put(op, new Rule(instead, any -> true));
    }

    private static int settings(DifferentialFunction op) {
        return ((DynamicCustomOp) op).iArgs().length;
    }

    private static long setting(DifferentialFunction op, int i) {
        long[] all = ((DynamicCustomOp) op).iArgs();
        return i < all.length ? all[i] : 0;
    }
}
