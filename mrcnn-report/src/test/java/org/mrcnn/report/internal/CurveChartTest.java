// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveChartTest {

    /** A few values, such as those of two validations, are all within the axis. */
    @Test
    void theAxisReachesTheHighestOfFewValues() {
        assertThat(CurveChart.svg(new double[] {100, 200}, Map.of("mask_ap", new double[] {0.16, 0.23})))
                .contains(">0.4</text>")
                .doesNotContain(">0.8</text>");
    }

    /** One of many values may exceed the chart, so that it does not flatten the others. */
    @Test
    void aSpikeOfALongCurveLeavesTheChart() {
        double[] steps = IntStream.range(0, 100).asDoubleStream().toArray();
        double[] losses = new double[100];
        Arrays.fill(losses, 0.7);
        losses[0] = 500;
        assertThat(CurveChart.svg(steps, Map.of("loss", losses)))
                .contains(">0.8</text>")
                .doesNotContain(">800</text>");
    }

    /** A curve may be anywhere in the chart, so the names of the curves are above it, side by side. */
    @Test
    void namesAreAboveTheCurves() {
        double[] x = {0, 1};
        Map<String, double[]> curves = new TreeMap<>(Map.of("IoU 0.50", x, "IoU 0.75", x));
        assertThat(CurveChart.shares(x, curves))
                .contains("<text x=\"52.0\" y=\"9.0\"", ">IoU 0.50</text>")
                .contains("<text x=\"117.0\" y=\"9.0\"", ">IoU 0.75</text>");
    }

    /** A line through one point would be invisible. */
    @Test
    void oneValueIsADot() {
        assertThat(CurveChart.svg(new double[] {50}, Map.of("mask_ap", new double[] {0.2})))
                .containsPattern("points=\"(\\S+) \\1\"")
                .contains("stroke-linecap=\"round\"", "stroke-width=\"6.0\"");
    }
}
