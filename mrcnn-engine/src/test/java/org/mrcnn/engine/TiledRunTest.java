// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

class TiledRunTest {

    private static final int COLUMNS = 4;

    /** Returns a graph of wide = x repeated, y = wide w, twice = 2 y, and half [rows, 2] = y v. */
    private static SameDiff graph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, COLUMNS);
        SDVariable wide = new RepeatOp(sd, x).outputVariable().rename("wide");
        SDVariable y = dense(sd, "y", wide, 5);
        y.mul(2).rename("twice");
        dense(sd, "half", y, 2);
        return sd;
    }

    private static SDVariable dense(SameDiff sd, String name, SDVariable x, int out) {
        int in = out == 5 ? COLUMNS * RepeatOp.TIMES : 5;
        INDArray kernel = wholeNumbers(in, out);
        LayerWeights weights =
                LayerWeights.of(sd.constant(name + "_w", kernel), sd.constant(name + "_b", Nd4j.ones(out)));
        return FusedDense.apply(name, false, Precision.F32, x, weights);
    }

    private static INDArray rows(int count) {
        return wholeNumbers(1, count, COLUMNS);
    }

    /** Returns small whole numbers, whose sums of products are exact, so that the order of the sums, which depends on the CPU, does not matter. */
    private static INDArray wholeNumbers(long... shape) {
        INDArray values = Nd4j.rand(DataType.FLOAT, shape);
        return Transforms.floor(values.mul(17)).sub(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 30})
    void rowsAtATimeGiveWhatAllAtOnceGive(int count) {
        SameDiff sd = graph();
        INDArray x = rows(count);
        try (OpResources shared = new OpResources();
                GraphRunner parts = GraphRunner.forOutputs(sd, List.of("twice", "half"), shared);
                // As an output, the wide array must exist as a whole.
                GraphRunner whole = GraphRunner.forOutputs(sd, List.of("twice", "half", "wide"), shared)) {
            for (int run = 0; run < 2; run++) {
                try (GraphRunner.Outputs found = parts.run(Map.of("x", x));
                        GraphRunner.Outputs expected = whole.run(Map.of("x", x))) {
                    for (String name : List.of("twice", "half")) {
                        assertThat(found.get(name).data().asFloat())
                                .as(name)
                                .containsExactly(expected.get(name).data().asFloat());
                    }
                }
            }
        }
    }

    @Test
    void theWideArrayNeverExistsWhole() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph(), List.of("half"), shared)) {
            int count = 3_000;
            long wideBytes = (long) count * COLUMNS * RepeatOp.TIMES * Float.BYTES;
            for (int i = 0; i < 5; i++) {
                runner.run(Map.of("x", rows(count))).close();
                assertThat(runner.pooledBytes()).isLessThan(wideBytes / 10);
            }
        }
    }
}
