package org.mrcnn.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                .contains(
                        "a &lt;b&gt;", "bbox/AP", "<polyline", "data:image/png;base64,iVBOR", "x &lt; y &amp; &quot;z")
                .doesNotContain("http://", "https://", "<script", "NaN");
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
        java.util.Arrays.fill(values, 0, 100, 1);
        double[] averages = CurveChart.average(values);
        assertThat(averages[0]).isEqualTo(1, within(1e-12));
        assertThat(averages[99]).isEqualTo(1, within(1e-12));
        assertThat(averages[100]).isEqualTo(0.9, within(1e-4)); // a tenth is new: 200 / 20 values count
    }

    @Test
    void axesEndAtShortNumbers() {
        assertThat(CurveChart.roundUp(0.9)).isEqualTo(1, within(1e-12));
        assertThat(CurveChart.roundUp(1.1)).isEqualTo(2, within(1e-12));
        assertThat(CurveChart.roundUp(35)).isEqualTo(40, within(1e-12));
        assertThat(CurveChart.roundUp(0.009)).isEqualTo(0.01, within(1e-12));
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
}
