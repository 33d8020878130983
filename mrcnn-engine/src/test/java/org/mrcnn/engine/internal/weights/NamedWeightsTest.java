// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NamedWeightsTest {

    private static final Map<String, long[]> FOUND = Map.of(
            "res2a/kernel", new long[] {1, 1, 2, 3},
            "mrcnn_class_logits/kernel", new long[] {4, 81},
            "extra", new long[] {5});

    private static NamedWeights weights() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("res2a/kernel", Nd4j.create(DataType.FLOAT, 1, 1, 2, 3));
        arrays.put("mrcnn_class_logits/kernel", Nd4j.create(DataType.FLOAT, 4, 81));
        arrays.put("extra", Nd4j.create(DataType.FLOAT, 5));
        return new NamedWeights(arrays);
    }

    @Test
    void listsEveryDifferenceAtOnce() {
        Map<String, long[]> expected = Map.of(
                "res2a/kernel", new long[] {1, 1, 2, 3},
                "mrcnn_class_logits/kernel", new long[] {4, 2},
                "rpn/bias", new long[] {7});
        assertThatThrownBy(() -> NamedWeights.checkShapes(expected, FOUND, name -> false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 differences")
                .hasMessageContaining("mrcnn_class_logits/kernel: expected [4, 2], found [4, 81]")
                .hasMessageContaining("missing rpn/bias [7]")
                .hasMessageContaining("unexpected extra [5]");
    }

    @Test
    void excludedNamesMayDiffer() {
        Map<String, long[]> expected = Map.of(
                "res2a/kernel", new long[] {1, 1, 2, 3},
                "mrcnn_class_logits/kernel", new long[] {4, 2},
                "mrcnn_new", new long[] {1});
        assertThatCode(() -> NamedWeights.checkShapes(
                        expected, FOUND, name -> name.startsWith("mrcnn_") || name.equals("extra")))
                .doesNotThrowAnyException();
    }

    @Test
    void keepsOrderAndNamesWhatIsMissing() {
        NamedWeights weights = weights();
        assertThat(weights.names()).containsExactly("res2a/kernel", "mrcnn_class_logits/kernel", "extra");
        assertThatThrownBy(() -> weights.get("rpn")).hasMessageContaining("no weights named rpn");
        weights.close();
        assertThat(weights.get("extra").wasClosed()).isTrue();
    }
}
