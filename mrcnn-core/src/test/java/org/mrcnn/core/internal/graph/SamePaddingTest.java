// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

class SamePaddingTest {

    private final SameDiff sd = SameDiff.create();

    /** As in TensorFlow, the output is ceil(size / 2), and the smaller half of the padding that this needs comes first. */
    @ParameterizedTest
    @CsvSource({"4, 6", "5, 3", "4, 3", "1, 2"})
    void surroundsAsTensorFlowDoes(int height, int width) {
        SDVariable x = sd.constant(Outcome.random(1, 2, height, width, 3));
        SDVariable y = SamePadding.apply("padded", new Features(x, 3)).variable();
        Outcome outcome = Outcome.of(Map.of(), y);
        int rows = before(height) + height + after(height);
        int columns = before(width) + width + after(width);
        assertThat(outcome.shape(y)).containsExactly(2, rows, columns, 3);
        float[] expected = new float[2 * rows * columns * 3];
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    for (int c = 0; c < 3; c++) {
                        int at = ((n * rows + i + before(height)) * columns + j + before(width)) * 3 + c;
                        expected[at] = x.getArr().getFloat(n, i, j, c);
                    }
                }
            }
        }
        assertThat(outcome.floats(y)).containsExactly(expected);
    }

    private static int needed(int size) {
        return Math.max(0, ((size + 1) / 2 - 1) * 2 + 3 - size);
    }

    private static int before(int size) {
        return needed(size) / 2;
    }

    private static int after(int size) {
        return needed(size) - before(size);
    }

    @Test
    void hasTheGradientOfACopy() {
        SDVariable x = sd.var("x", Outcome.random(2, 1, 4, 5, 2));
        SDVariable y = SamePadding.apply("padded", new Features(x, 2)).variable();
        SDVariable weights = sd.constant(Outcome.random(3, 1, 5, 7, 2));
        y.mul(weights).mul(y).sum().rename("loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isPositive();
    }

    @Test
    void aStridedNetworkSaysSomethingOfEveryAnchor() {
        MaskRcnnConfig config = TinyNetwork.config();
        String yaml = "rpn: {anchorStride: 2}\n";
        MaskRcnnConfig strided = MaskRcnnConfig.fromYaml(yaml, "test").withModel(config.model());
        MaskRcnnGraph graph = MaskRcnnGraph.stages(TinyNetwork.parts(strided, 1));
        SDVariable logits = graph.sameDiff().getVariable(NetworkNames.RPN_CLASS_LOGITS);
        Outcome outcome = Outcome.of(Map.of(NetworkNames.INPUT_IMAGE, Outcome.random(4, 1, 128, 192, 3)), logits);
        int anchors = new AnchorGenerator(DataSettings.anchors(strided.rpn())).count(128, 192);
        assertThat(outcome.shape(logits)).containsExactly(1, anchors, 2);
    }
}
