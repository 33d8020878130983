package org.mrcnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

class ModelInspectionTest {
    private static final List<String> LABELS = List.of("BG", "<script>red", "green");

    private static MaskRcnnConfig config() {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        return d.withModel(d.model().withBackbone("resnet18").withWidths(8, 12, 8))
                .withRpn(d.rpn().withAnchorScales(8, 16, 32, 64, 64).withProposals(200, 40, 20))
                .withDetection(d.detection().withMaxInstances(10).withMinConfidence(0))
                .withImage(d.image().withDimensions(64, 64));
    }

    private static Image noise(int height, int width) {
        byte[] pixels = new byte[height * width * 3];
        new Random(1).nextBytes(pixels);
        return new Image(height, width, 3, pixels);
    }

    @Test
    void stagesAreThoseOfTheGraph() {
        Image image = noise(60, 90);
        try (MaskRcnn model = MaskRcnn.create(config(), LABELS)) {
            InferenceTrace trace = InferenceTrace.of(model, image);
            // What is recomputed for the page must be what the graph computed.
            assertThat(InferenceTrace.rows(trace.refined(), trace.kept())).isEqualTo(trace.rois());
            Detections found = model.detect(image);
            assertThat(trace.detections().count()).isPositive().isEqualTo(found.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(trace.detections().rows()[6 * i + 5])
                        .isEqualTo(found.list().get(i).score());
            }
            assertThat(trace.candidates().count())
                    .isGreaterThanOrEqualTo(trace.detections().count());
            assertThat(trace.masks()).hasSize(trace.detections().count());
            assertThat(trace.pyramid())
                    .extracting(InferenceTrace.Level::name)
                    .containsExactly("P2", "P3", "P4", "P5", "P6");
            int cells = trace.pyramid().stream()
                    .mapToInt(l -> l.height() * l.width())
                    .sum();
            assertThat(trace.objectness())
                    .hasSize(cells * model.config().rpn().anchorRatios().size());
        }
    }

    @Test
    void thePageShowsEveryStage() {
        try (MaskRcnn model = MaskRcnn.create(config(), LABELS)) {
            String html = ModelInspection.report(model, noise(60, 90), "t").html();
            assertThat(html)
                    .contains("Pyramid activations", "RPN scores", "anchors, ", "refined, ", "after suppression, ")
                    .contains("ROI levels", "candidates, ", "detections, ", "Masks", "Detections", "Configuration")
                    .contains("data:image/png;base64,", "data:image/jpeg;base64,")
                    .doesNotContain("http://", "https://", "<script", ">NaN");
        }
    }
}
