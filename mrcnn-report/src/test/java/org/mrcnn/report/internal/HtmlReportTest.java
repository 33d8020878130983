// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.image.Image;

class HtmlReportTest {

    @Test
    void holdsEverythingItselfAndEscapesText(@TempDir Path folder) throws Exception {
        Image grey = Image.black(4, 4, 3);
        Path file = folder.resolve("report.html");
        new HtmlReport("a <b>")
                .heading("Figures")
                .numbers(Map.of("bbox/AP", "0.4"))
                .curves(new double[] {1, 2, 3}, Map.of("loss", new double[] {3, Double.NaN, 1}))
                .pair("truth", grey, "found", grey)
                .preformatted("x < y & \"z\"")
                .write(file);
        String html = Files.readString(file);
        assertThat(html)
                .contains("a &lt;b&gt;", "bbox/AP", "<polyline", "data:image/jpeg;base64,", "x &lt; y &amp; &quot;z")
                .doesNotContain(
                        "http://", "https://", "<script", "NaN", "image/png"); // large images as PNG take megabytes
    }

    @Test
    void refusesCurvesOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HtmlReport("t").curves(new double[2], Map.of("loss", new double[3])))
                .withMessageContaining("loss")
                .withMessageContaining("3")
                .withMessageContaining("2");
    }

    @Test
    void averageStartsAtTheFirstValueAndFollowsSlowly() {
        double[] values = new double[200];
        Arrays.fill(values, 0, 100, 1);
        double[] averages = CurveChart.average(values);
        assertThat(averages[0]).isEqualTo(1, within(1e-12));
        assertThat(averages[99]).isEqualTo(1, within(1e-12));
        assertThat(averages[100]).isEqualTo(0.9, within(1e-4)); // a tenth is new: the average covers 200 / 20 values
    }

    @Test
    void axesEndAtShortNumbers() {
        assertThat(CurveChart.roundUp(0.9)).isEqualTo(1, within(1e-12));
        assertThat(CurveChart.roundUp(1.1)).isEqualTo(2, within(1e-12));
        assertThat(CurveChart.roundUp(35)).isEqualTo(40, within(1e-12));
        assertThat(CurveChart.roundUp(0.009)).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void ticksOfStepsAreWholeNumbers() {
        assertThat(CurveChart.tickStep(9)).isEqualTo(2);
        assertThat(CurveChart.tickStep(2)).isEqualTo(1);
        assertThat(CurveChart.tickStep(694)).isEqualTo(200);
        assertThat(CurveChart.tickStep(1919)).isEqualTo(500);
        String html = CurveChart.svg(new double[] {1, 9}, Map.of("loss", new double[] {1, 1}));
        assertThat(html).contains(">0</text>", ">2</text>", ">4</text>", ">6</text>", ">8</text>");
    }

    @Test
    void curvesStayInsideTheirAxes() {
        double[] values = new double[200];
        Arrays.fill(values, 0.9);
        values[0] = 50;
        double[] steps = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        String html = CurveChart.svg(steps, Map.of("loss", values));
        // The clipping box is that of the axes, with space for the width of the line.
        assertThat(html).contains("<svg x=\"52\" y=\"12\" width=\"376\" height=\"180\" viewBox=\"52 12 376 180\">");
    }

    @Test
    void wordsAndNumbersOfTablesAreNotBroken() {
        String html = new HtmlReport("t")
                .table(List.of("class"), List.of(List.of("0.054")))
                .html();
        assertThat(html).contains(".n{white-space:nowrap}").doesNotContainPattern("td\\{[^}]*overflow-wrap");
    }

    @Test
    void legendsShowLinesAndDots() {
        String html = new HtmlReport("t")
                .legend(List.of(
                        new Legend("<found>", Color.RED, Legend.Line.SOLID),
                        new Legend("true", Color.CYAN, Legend.Line.DASHED),
                        new Legend("centre", Color.WHITE, Legend.Line.DOT)))
                .html();
        assertThat(html)
                .contains("&lt;found&gt;", "stroke=\"#ff0000\"", "stroke-dasharray", "<circle")
                .containsOnlyOnce("stroke-dasharray");
    }

    @Test
    void contentsTablesChartsAndGalleriesEscapeWhatTheyShow() {
        String hostile = "<script>alert('x')</script>\"";
        Image grey = Image.black(4, 4, 3);
        String html = new HtmlReport(hostile)
                .withContents()
                .heading(hostile)
                .subheading(hostile)
                .warning(hostile)
                .table(List.of("name", hostile), List.of(List.of(hostile, "12"), List.of("b", "3.5 %")))
                .bars(List.of(new BarChart(hostile, List.of(hostile), List.of(3L))))
                .matrix(hostile, List.of(hostile), new long[][] {{1}})
                .shares(new double[] {0, 1}, Map.of(hostile, Map.of(hostile, new double[] {1, 0})))
                .gallery(2, List.of(new HtmlReport.Figure(hostile, grey)))
                .pixels(2, List.of(new HtmlReport.Figure(hostile, grey)))
                .html();
        assertThat(html)
                .contains("<a href=\"#part-1\">", "id=\"part-1\"", "data:image/jpeg;base64,/9j/", "class=\"n\">12<")
                .doesNotContain("<script", "alert('x')</script>");
    }

    @Test
    void refusesRowsAndBarsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HtmlReport("t").table(List.of("a", "b"), List.of(List.of("1"))))
                .withMessageContaining("1 cells");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BarChart("t", List.of("a"), List.of()))
                .withMessageContaining("1 labels and 0 bars");
    }

    @Test
    void matricesAreShadedByShareOfTheRow() {
        String html = new HtmlReport("t")
                .matrix("c", List.of("a", "b"), new long[][] {{3, 1}, {0, 0}})
                .html();
        assertThat(html)
                .contains("rgba(61,123,255,0.53)\">3<", "rgba(61,123,255,0.23)\">1<", "<td class=\"zero\">0</td>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HtmlReport("t").matrix("c", List.of("a", "b"), new long[][] {{1, 2}}))
                .withMessageContaining("a matrix of 1 rows for the 2 names");
    }

    @Test
    void sharesFillTheirChartAndBarsShowFractions() {
        String html = new HtmlReport("t")
                .shares(new double[] {0, 0.5, 1}, Map.of("c", Map.of("line", new double[] {1, Double.NaN, 0})))
                .bars(List.of(new BarChart("b", List.of("x", "y"), List.of(0.25, 0.5))))
                .html();
        assertThat(html).contains("points=\"52.0,14.0 428.0,190.0\"", ">line</text>", "<title>x: 0.25</title>");
    }

    @Test
    void histogramsCountEveryValueOnce() {
        BarChart sizes = BarChart.ofSizes("t", new double[] {1, 1.9, 2, 4, 7.9, 0, -1}, 1);
        assertThat(sizes.labels()).containsExactly("1", "2", "4");
        assertThat(sizes.heights()).isEqualTo(List.of(2L, 1L, 2L));
        BarChart counts = BarChart.ofCounts("t", new long[] {0, 1, 2, 3, 9}, 5);
        assertThat(counts.labels()).containsExactly("0", "2", "4", "6", "8");
        assertThat(counts.heights()).isEqualTo(List.of(2L, 2L, 0L, 0L, 1L));
        assertThat(BarChart.ofSizes("t", new double[0], 2).heights()).isEmpty();
    }

    @Test
    void heatMapsRunFromDarkToLight() {
        Image map = HeatMap.of(new float[] {0, 0.5f, 1, Float.NaN}, 1, 4);
        assertThat(new int[] {map.sample(0, 0, 0), map.sample(0, 1, 1), map.sample(0, 2, 0), map.sample(0, 3, 0)})
                .containsExactly(20, 158, 255, 20);
    }

    /** Without its name, a bar is not informative, so names are shown if there is space. */
    @Test
    void fewBarsHaveAllOfTheirNames() {
        String chart = new BarChart("t", List.of("round", "elongated"), List.of(212L, 118L)).svg();

        assertThat(chart).contains(">round</text>", ">elongated</text>");
    }
}
