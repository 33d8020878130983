// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Nms;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.rendered.CellsDataset;

class ModelReportTest {
    private static final List<String> LABELS = List.of("BG", "<script>red", "green");

    /** Returns settings with which random weights detect objects in the image below. */
    private static MaskRcnnConfig config() {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        return d.withModel(d.model().withBackbone("resnet18").withWidths(16, 32, 16))
                .withRpn(d.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(2000, 200, 100))
                .withDetection(d.detection().withMaxInstances(10).withMinConfidence(0))
                .withImage(d.image().withDimensions(128, 128))
                .withTrain(d.train().withSeed(3));
    }

    /** Returns an image that is not square, so that the network's input is padded. */
    private static Image image() {
        Image square = new CellsDataset(1, 7, 128).load(0).image();
        return new Image(96, 128, 3, Arrays.copyOf(square.pixels(), 96 * 128 * 3));
    }

    @Test
    void stagesAreThoseOfTheGraph() {
        Image image = image();
        try (MaskRcnn model = MaskRcnn.create(config(), LABELS)) {
            InferenceTrace trace = TraceReader.trace(model, image);
            // The values recomputed for the page must equal those of the graph.
            RpnConfig rpn = model.config().rpn();
            float[] scores = new float[trace.rpn().ranked().length];
            for (int k = 0; k < scores.length; k++) {
                scores[k] = trace.rpn().objectness()[trace.rpn().ranked()[k]];
            }
            int[] kept = Nms.select(trace.rpn().refined(), scores, rpn.nmsThreshold(), rpn.proposalsInference());
            assertThat(InferenceTrace.rows(trace.rpn().refined(), kept))
                    .isEqualTo(trace.rpn().rois());
            Detections found = model.detect(image);
            assertThat(trace.heads().detections().count()).isPositive().isEqualTo(found.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(trace.heads().detections().rows()[6 * i + 5])
                        .isEqualTo(found.list().get(i).score());
            }
            assertThat(trace.heads().candidates().count())
                    .isGreaterThanOrEqualTo(trace.heads().detections().count());
            assertThat(trace.heads().masks()).hasSize(trace.heads().detections().count());
            assertThat(trace.pyramid())
                    .extracting(InferenceTrace.Level::name)
                    .containsExactly("P2", "P3", "P4", "P5", "P6");
            int cells = trace.pyramid().stream()
                    .mapToInt(l -> l.height() * l.width())
                    .sum();
            assertThat(trace.rpn().objectness())
                    .hasSize(cells * model.config().rpn().anchorRatios().size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDetectionIsAmongTheCandidates(boolean multiLabel) {
        MaskRcnnConfig small = config();
        // Without suppression, several classes of one RoI are detections, if the rule allows it.
        MaskRcnnConfig config = small.withDetection(
                small.detection().withMultiLabel(multiLabel).withNmsThreshold(1).withMaxInstances(100));
        try (MaskRcnn model = MaskRcnn.create(config, LABELS)) {
            InferenceTrace.Heads heads = TraceReader.trace(model, image()).heads();
            assertThat(classAndScore(heads.detections())).isNotEmpty().isSubsetOf(classAndScore(heads.candidates()));
        }
    }

    private static List<String> classAndScore(DetectionRows rows) {
        return IntStream.range(0, rows.count())
                .mapToObj(i -> rows.rows()[6 * i + 4] + " " + rows.rows()[6 * i + 5])
                .toList();
    }

    @Test
    void thePageShowsEveryStage() {
        try (MaskRcnn model = MaskRcnn.create(config(), LABELS)) {
            String html = ModelReport.html(model, image(), "t");
            assertThat(html)
                    .contains("Pyramid activations", "RPN scores", "anchors, ", "refined, ", "after suppression, ")
                    .contains("RoI levels", "candidates, ", "detections, ", "Masks", "Detections", "Configuration")
                    .contains("data:image/png;base64,", "data:image/jpeg;base64,")
                    .doesNotContain("http://", "https://", "<script", ">NaN");
        }
    }
}
