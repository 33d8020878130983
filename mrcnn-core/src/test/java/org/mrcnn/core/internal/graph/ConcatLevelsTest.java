// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

class ConcatLevelsTest {

    private final SameDiff sd = SameDiff.create();

    /** Image 0 of the first level, image 0 of the second, then image 1; the numbers show where each value came from. */
    @Test
    void joinsLevelsWithinEachImage() {
        SDVariable fine = sd.constant(
                "fine",
                Outcome.array(
                        new float[] {0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 103, 104, 105, 106, 107}, 2, 1, 2, 4));
        SDVariable coarse =
                sd.constant("coarse", Outcome.array(new float[] {50, 51, 52, 53, 150, 151, 152, 153}, 2, 1, 1, 4));
        SDVariable out = ConcatLevels.apply(sd, "out", 2, List.of(fine, coarse));
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.shape(out)).containsExactly(2, 6, 2);
        assertThat(outcome.floats(out))
                .containsExactly(
                        0, 1, 2, 3, 4, 5, 6, 7, 50, 51, 52, 53, 100, 101, 102, 103, 104, 105, 106, 107, 150, 151, 152,
                        153);
    }

    @Test
    void gradientGoesBackToItsLevel() {
        SDVariable fine = sd.var("fine", Outcome.random(1, 2, 3, 2, 4));
        SDVariable coarse = sd.var("coarse", Outcome.random(2, 2, 1, 1, 4));
        SDVariable out = ConcatLevels.apply(sd, "out", 2, List.of(fine, coarse));
        out.mul(sd.constant(Outcome.random(3, 2, 14, 2))).sum().rename("loss");
        sd.setLossVariables("loss");
        assertThat(new GradientCheck(1e-2, 1e-3, 1e-3, 48, 1).check(sd, "loss", Map.of()))
                .isEqualTo(48 + 8);
    }
}
