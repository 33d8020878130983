// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.RandomBoxes;

class ProposalsTest {
    static Iterable<Golden> cases() {
        return Golden.cases("proposals");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void proposalsMatchReference(Golden golden) {
        JsonNode params = golden.params();
        ProposalSettings settings = new ProposalSettings(
                params.get("PRE_NMS_LIMIT").intValue(),
                params.get("nms_threshold").floatValue(),
                params.get("proposal_count").intValue(),
                BoxCoder.defaults());
        float[] anchors = new AnchorGenerator(AnchorGeneratorTest.settingsOf(params)).normalized(256, 256);
        int n = anchors.length / 4;
        float[] probabilities = golden.floats("rpn_probs");
        float[] deltas = golden.floats("rpn_bbox");
        float[] expected = golden.floats("proposals");
        int images = deltas.length / anchors.length;
        for (int image = 0; image < images; image++) {
            float[] scores = new float[n];
            for (int a = 0; a < n; a++) {
                scores[a] = probabilities[2 * (image * n + a) + 1];
            }
            float[] own = Arrays.copyOfRange(deltas, 4 * n * image, 4 * n * (image + 1));
            Proposals proposals = Proposals.select(scores, own, anchors, settings);
            int rows = 4 * settings.count();
            assertThat(proposals.boxes())
                    .containsExactly(Arrays.copyOfRange(expected, image * rows, (image + 1) * rows), within(2e-6f));
            assertThat(proposals.count())
                    .isEqualTo(params.at("/non_zero_rows/" + image).intValue());
        }
    }

    @Test
    void bestFirstMovedClippedAndPadded() {
        float[] anchors = {0.1f, 0.1f, 0.3f, 0.3f, 0.5f, 0.5f, 0.9f, 0.9f, 0.5f, 0.5f, 0.9f, 0.88f};
        float[] deltas = new float[12];
        deltas[1] = -10f; // of 0.1 box widths: one width to the left, half of it outside
        float[] scores = {0.2f, 0.9f, 0.8f};
        Proposals proposals =
                Proposals.select(scores, deltas, anchors, new ProposalSettings(10, 0.7f, 4, BoxCoder.defaults()));
        assertThat(proposals.count()).isEqualTo(2);
        float[] expected = {0.5f, 0.5f, 0.9f, 0.9f, 0.1f, 0, 0.3f, 0.1f, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(proposals.boxes()).containsExactly(expected, within(1e-6f));
    }

    @Test
    void survivorsDoNotOverlapAndLieInTheImage() {
        SplittableRandom random = new SplittableRandom(8);
        float[] anchors = RandomBoxes.inside(random, 2000, 1);
        float[] deltas = new float[8000];
        float[] scores = new float[2000];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = (float) random.nextDouble(-5, 5);
            scores[i / 4] = random.nextFloat();
        }
        Proposals proposals =
                Proposals.select(scores, deltas, anchors, new ProposalSettings(1500, 0.5f, 300, BoxCoder.defaults()));
        for (float edge : proposals.boxes()) {
            assertThat(edge).isBetween(0f, 1f);
        }
        for (int i = 0; i < proposals.count(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(Boxes.iou(proposals.boxes(), i, proposals.boxes(), j))
                        .isLessThanOrEqualTo(0.5f);
            }
        }
    }

    @Test
    void brokenInputIsNamed() {
        ProposalSettings settings = new ProposalSettings(6000, 0.7f, 1000, BoxCoder.defaults());
        assertThatThrownBy(() -> Proposals.select(new float[2], new float[8], new float[4], settings))
                .hasMessageContaining("2 scores");
        assertThatThrownBy(() -> new ProposalSettings(0, 0.7f, 1, BoxCoder.defaults()))
                .hasMessageContaining("preNmsLimit");
        assertThatThrownBy(() -> new ProposalSettings(1, 2f, 1, BoxCoder.defaults()))
                .hasMessageContaining("nmsThreshold");
    }
}
