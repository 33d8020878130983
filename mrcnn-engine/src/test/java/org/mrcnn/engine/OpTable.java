// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** SameDiff's ops, each in its own graph over trainable variables. */
final class OpTable {

    /** One op: the shapes of its variables, and the function that applies the op to them. */
    record Entry(
            String name,
            List<long[]> shapes,
            double from,
            double to,
            BiFunction<SameDiff, SDVariable[], SDVariable> op) {

        /** Returns a graph whose {@code loss} is a sum of the op's outputs with different factors. */
        SameDiff graph() {
            SDVariable out = output();
            INDArray factors =
                    random(new SplittableRandom(7), 0.5, 2, output().eval().shape());
            out.mul(out.getSameDiff().constant("factors", factors)).sum().rename("loss");
            return out.getSameDiff();
        }

        private SDVariable output() {
            SameDiff sd = SameDiff.create();
            SDVariable[] inputs = new SDVariable[shapes.size()];
            SplittableRandom random = new SplittableRandom(name.hashCode());
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = sd.var("x" + i, random(random, from, to, shapes.get(i)));
            }
            return op.apply(sd, inputs);
        }

        private static INDArray random(SplittableRandom random, double from, double to, long... shape) {
            INDArray array = Nd4j.create(DataType.FLOAT, shape);
            for (long i = 0; i < array.length(); i++) {
                array.putScalar(i, random.nextDouble(from, to));
            }
            return array;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    void add(
            String name,
            List<long[]> shapes,
            double from,
            double to,
            BiFunction<SameDiff, SDVariable[], SDVariable> op) {
        entries.put(name, new Entry(name, shapes, from, to, op));
    }

    void one(String name, double from, double to, BiFunction<SameDiff, SDVariable, SDVariable> op) {
        add(name, List.of(new long[] {2, 3, 4}), from, to, (sd, x) -> op.apply(sd, x[0]));
    }

    void one(String name, BiFunction<SameDiff, SDVariable, SDVariable> op) {
        one(name, -1.5, 1.5, op);
    }

    private void positive(String name, BiFunction<SameDiff, SDVariable, SDVariable> op) {
        one(name, 0.3, 2.5, op);
    }

    private void two(String name, BiFunction<SDVariable, SDVariable, SDVariable> op) {
        add(name, List.of(new long[] {2, 3, 4}, new long[] {2, 3, 4}), 0.3, 2, (sd, x) -> op.apply(x[0], x[1]));
        add(
                name + " broadcast",
                List.of(new long[] {2, 3, 4}, new long[] {4}),
                0.3,
                2,
                (sd, x) -> op.apply(x[0], x[1]));
        add(
                name + " broadcast rows",
                List.of(new long[] {2, 3, 4}, new long[] {2, 1, 4}),
                0.3,
                2,
                (sd, x) -> op.apply(x[0], x[1]));
    }

    void image(String name, BiFunction<SameDiff, SDVariable, SDVariable> op) {
        add(name, List.of(new long[] {2, 6, 6, 3}), -1.5, 1.5, (sd, x) -> op.apply(sd, x[0]));
    }

    void imageFirst(String name, BiFunction<SameDiff, SDVariable, SDVariable> op) {
        add(name, List.of(new long[] {2, 3, 6, 6}), -1.5, 1.5, (sd, x) -> op.apply(sd, x[0]));
    }

    static List<Entry> all() {
        OpTable t = new OpTable();
        t.elementwise();
        t.pairs();
        t.reductions();
        LayerTable.fill(t);
        return List.copyOf(t.entries.values());
    }

    private void elementwise() {
        one("abs", (sd, x) -> sd.math().abs(x));
        one("neg", (sd, x) -> x.neg());
        one("sin", (sd, x) -> sd.math().sin(x));
        one("cos", (sd, x) -> sd.math().cos(x));
        one("tan", -1, 1, (sd, x) -> sd.math().tan(x));
        one("asin", -0.8, 0.8, (sd, x) -> sd.math().asin(x));
        one("acos", -0.8, 0.8, (sd, x) -> sd.math().acos(x));
        one("atan", (sd, x) -> sd.math().atan(x));
        one("sinh", (sd, x) -> sd.math().sinh(x));
        one("cosh", (sd, x) -> sd.math().cosh(x));
        one("asinh", (sd, x) -> sd.math().asinh(x));
        one("acosh", 1.3, 3, (sd, x) -> sd.math().acosh(x));
        one("atanh", -0.7, 0.7, (sd, x) -> sd.math().atanh(x));
        one("exp", (sd, x) -> sd.math().exp(x));
        one("expm1", (sd, x) -> sd.math().expm1(x));
        positive("log", (sd, x) -> sd.math().log(x));
        positive("log base", (sd, x) -> sd.math().log(x, 3));
        positive("log1p", (sd, x) -> sd.math().log1p(x));
        positive("sqrt", (sd, x) -> sd.math().sqrt(x));
        positive("rsqrt", (sd, x) -> sd.math().rsqrt(x));
        positive("reciprocal", (sd, x) -> sd.math().reciprocal(x));
        positive("pow scalar", (sd, x) -> sd.math().pow(x, 2.5));
        one("square", (sd, x) -> sd.math().square(x));
        one("cube", (sd, x) -> sd.math().cube(x));
        one("erf", (sd, x) -> sd.math().erf(x));
        one("erfc", (sd, x) -> sd.math().erfc(x));
        one("tanh", (sd, x) -> sd.math().tanh(x));
        one("rational tanh", (sd, x) -> sd.math().rationalTanh(x));
        one("rectified tanh", (sd, x) -> sd.math().rectifiedTanh(x));
        one("sigmoid", (sd, x) -> sd.nn().sigmoid(x));
        one("relu", (sd, x) -> sd.nn().relu(x, 0));
        one("relu6", (sd, x) -> sd.nn().relu6(x.mul(6), 0));
        one("leaky relu", (sd, x) -> sd.nn().leakyRelu(x, 0.2));
        one("elu", (sd, x) -> sd.nn().elu(x));
        one("selu", (sd, x) -> sd.nn().selu(x));
        one("gelu", (sd, x) -> sd.nn().gelu(x));
        one("precise gelu", (sd, x) -> sd.nn().preciseGelu(x));
        one("swish", (sd, x) -> sd.nn().swish(x));
        one("softplus", (sd, x) -> sd.nn().softplus(x));
        one("softsign", (sd, x) -> sd.nn().softsign(x));
        one("hard sigmoid", (sd, x) -> sd.nn().hardSigmoid(x));
        one("hard tanh", (sd, x) -> sd.nn().hardTanh(x));
        one("log sigmoid", (sd, x) -> sd.nn().logSigmoid(x));
        one("clip by value", (sd, x) -> sd.math().clipByValue(x, -0.7, 0.7));
        one("add scalar", (sd, x) -> x.add(3));
        one("sub scalar", (sd, x) -> x.sub(3));
        one("rsub scalar", (sd, x) -> x.rsub(3));
        one("mul scalar", (sd, x) -> x.mul(3));
        one("div scalar", (sd, x) -> x.div(3));
        positive("rdiv scalar", (sd, x) -> x.rdiv(3));
        one("max scalar", (sd, x) -> sd.scalarMax(x, 0.2));
        one("min scalar", (sd, x) -> sd.scalarMin(x, 0.2));
        one("cast", (sd, x) -> x.castTo(DataType.DOUBLE).mul(2).castTo(DataType.FLOAT));
        one("identity", (sd, x) -> sd.identity(x));
        one("step", (sd, x) -> sd.math().step(x, 0).add(x));
        one("floor mod scalar", (sd, x) -> sd.math().floorMod(x, 0.7));
    }

    private void pairs() {
        two("add", SDVariable::add);
        two("sub", SDVariable::sub);
        two("mul", SDVariable::mul);
        two("div", SDVariable::div);
        two("rsub", SDVariable::rsub);
        two("rdiv", SDVariable::rdiv);
        two("squared difference", SDVariable::squaredDifference);
        two("pow", (a, b) -> a.getSameDiff().math().pow(a, b));
        two("max of two", (a, b) -> a.getSameDiff().math().max(a, b));
        two("min of two", (a, b) -> a.getSameDiff().math().min(a, b));
        two("atan2", (a, b) -> a.getSameDiff().math().atan2(a, b));
        two("floor mod", (a, b) -> a.getSameDiff().math().floorMod(a, b));
        add("merge add", same(3), -1, 1, (sd, x) -> sd.math().mergeAdd(x));
        add("merge avg", same(3), -1, 1, (sd, x) -> sd.math().mergeAvg(x));
        add("merge max", same(3), -1, 1, (sd, x) -> sd.math().mergeMax(x));
        add("mmul", List.of(new long[] {3, 4}, new long[] {4, 2}), -1, 1, (sd, x) -> x[0].mmul(x[1]));
        add(
                "mmul transposed",
                List.of(new long[] {4, 3}, new long[] {2, 4}),
                -1,
                1,
                (sd, x) -> sd.mmul(x[0], x[1], true, true, false));
        add(
                "mmul transposed left",
                List.of(new long[] {4, 3}, new long[] {4, 2}),
                -1,
                1,
                (sd, x) -> sd.mmul(x[0], x[1], true, false, false));
        add("mmul batched", List.of(new long[] {2, 3, 4}, new long[] {2, 4, 5}), -1, 1, (sd, x) -> x[0].mmul(x[1]));
        add(
                "mmul batched transposed",
                List.of(new long[] {2, 4, 3}, new long[] {2, 5, 4}),
                -1,
                1,
                (sd, x) -> sd.mmul(x[0], x[1], true, true, false));
        add(
                "tensor mmul",
                List.of(new long[] {2, 3, 4}, new long[] {4, 5}),
                -1,
                1,
                (sd, x) -> sd.tensorMmul(x[0], x[1], new int[] {2}, 0));
        add("dot", same(2), -1, 1, (sd, x) -> sd.dot(x[0], x[1], 2));
        add("cosine similarity", same(2), 0.2, 1, (sd, x) -> sd.math().cosineSimilarity(x[0], x[1], 2));
        add("cosine distance", same(2), 0.2, 1, (sd, x) -> sd.math().cosineDistance(x[0], x[1], 2));
        add("euclidean distance", same(2), 0.2, 1, (sd, x) -> sd.math().euclideanDistance(x[0], x[1], 2));
        add("manhattan distance", same(2), 0.2, 1, (sd, x) -> sd.math().manhattanDistance(x[0], x[1], 2));
        add("cross", List.of(new long[] {4, 3}, new long[] {4, 3}), -1, 1, (sd, x) -> sd.math()
                .cross(x[0], x[1]));
        add("where", same(2), -1, 1, (sd, x) -> sd.where(x[0], x[1], x[0].gt(0)));
        add("replace where", same(2), -1, 1, (sd, x) -> sd.replaceWhere(x[0], x[1], Conditions.greaterThan(0.3)));
        add("assign", same(2), -1, 1, (sd, x) -> sd.assign(x[0], x[1]));
    }

    private static List<long[]> same(int count) {
        return java.util.Collections.nCopies(count, new long[] {2, 3, 4});
    }

    private void reductions() {
        Map<String, UnaryOperator<SDVariable>> all = new LinkedHashMap<>();
        all.put("sum all", x -> x.sum());
        all.put("sum", x -> x.sum(1));
        all.put("sum kept", x -> x.sum(true, 0, 2));
        all.put("sum last negative", x -> x.sum(-1));
        all.put("mean all", x -> x.mean());
        all.put("mean", x -> x.mean(1));
        all.put("mean kept", x -> x.mean(true, 0, 2));
        all.put("max all", x -> x.max());
        all.put("max", x -> x.max(1));
        all.put("max kept", x -> x.max(true, 2));
        all.put("min", x -> x.min(1));
        all.put("prod", x -> x.prod(1));
        all.put("prod all", x -> x.prod());
        all.put("std", x -> x.std(true, 1));
        all.put("std all", x -> x.std(true));
        all.put("std population", x -> x.std(false, 1));
        all.put("norm1", x -> x.norm1(1));
        all.put("norm2", x -> x.norm2(1));
        all.put("norm2 kept", x -> x.norm2(true, 1));
        all.put("norm2 all", x -> x.norm2());
        all.put("normmax", x -> x.normmax(1));
        all.put("squared norm", x -> x.getSameDiff().squaredNorm(x, 1));
        all.put("variance", x -> x.getSameDiff().variance(x, true, 1));
        all.put("variance kept", x -> x.getSameDiff().variance(x, true, true, 1));
        all.put("amax", x -> x.getSameDiff().math().reduceAMax(x, 1));
        all.put("amin", x -> x.getSameDiff().math().reduceAmin(x, 1));
        all.put("amean", x -> x.getSameDiff().math().reduceAmean(x, 1));
        all.put("asum", x -> x.getSameDiff().math().asum(x, 1));
        all.put("log sum exp", x -> x.getSameDiff().math().logSumExp(x, 1));
        all.put("entropy", x -> x.getSameDiff().math().entropy(x, 1));
        all.put("log entropy", x -> x.getSameDiff().math().logEntropy(x, 1));
        all.put("shannon entropy", x -> x.getSameDiff().math().shannonEntropy(x, 1));
        all.put("moments mean", x -> x.getSameDiff().math().moments(x, new int[] {1}, false)[0]);
        all.put("moments variance", x -> x.getSameDiff().math().moments(x, new int[] {1}, false)[1]);
        all.forEach((name, op) -> positive(name, (sd, x) -> op.apply(x)));
        one("norm1 signed", (sd, x) -> x.norm1(1));
        one("amax signed", (sd, x) -> sd.math().reduceAMax(x, 1));
        one("normmax signed", (sd, x) -> x.normmax(1));
        one("prod signed", (sd, x) -> x.prod(1));
        one("standardize", (sd, x) -> sd.math().standardize(x, 1));
        one("cumsum", (sd, x) -> sd.cumsum(x, 1));
        one("cumsum exclusive", (sd, x) -> sd.cumsum(x, true, false, 1));
        one("cumsum reverse", (sd, x) -> sd.cumsum(x, false, true, 1));
        one("cumprod", (sd, x) -> sd.cumprod(x, 1));
        one("cumprod exclusive", (sd, x) -> sd.cumprod(x, true, false, 1));
        one("clip by norm", (sd, x) -> sd.math().clipByNorm(x, 0.5));
        one("clip by norm dims", (sd, x) -> sd.math().clipByNorm(x, 0.5, 1));
    }
}
