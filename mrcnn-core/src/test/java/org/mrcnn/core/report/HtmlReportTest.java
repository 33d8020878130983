package org.mrcnn.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
