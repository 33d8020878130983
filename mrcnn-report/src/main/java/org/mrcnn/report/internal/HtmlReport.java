// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * A report in one HTML file: tables, curves and images, all inside, no network and no script. Parts appear in the
 * order in which they are added. Not thread-safe.
 */
public final class HtmlReport {
    private static final String STYLE = style();

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> headings = new ArrayList<>();
    private boolean contents;

    /** An empty report. */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** Puts a table of contents, one line per heading, before everything else. */
    public HtmlReport withContents() {
        contents = true;
        return this;
    }

    /** A heading. */
    public HtmlReport heading(String text) {
        headings.add(text);
        body.append("<h2 id=\"part-")
                .append(headings.size())
                .append("\">")
                .append(escape(text))
                .append("</h2>\n");
        return this;
    }

    /** A heading below the last {@link #heading}, not in the table of contents. */
    public HtmlReport subheading(String text) {
        body.append("<h3>").append(escape(text)).append("</h3>\n");
        return this;
    }

    /** A paragraph that should not be missed. */
    public HtmlReport warning(String text) {
        body.append("<p class=\"warning\">").append(escape(text)).append("</p>\n");
        return this;
    }

    /**
     * A table. Columns of which every cell begins with a digit are set to the right.
     *
     * @param rows each as long as {@code header}
     */
    public HtmlReport table(List<String> header, List<List<String>> rows) {
        body.append(HtmlTable.of(header, rows));
        return this;
    }

    /**
     * As {@link #table(List, List)}, with small images beside the rows.
     *
     * @param images of the first rows, as JPEG; the others have none
     */
    public HtmlReport table(List<String> header, List<List<String>> rows, List<Image> images) {
        body.append(HtmlTable.of(header, rows, images));
        return this;
    }

    /** Bar charts side by side. */
    public HtmlReport bars(List<BarChart> charts) {
        body.append("<div class=\"bars\">\n");
        charts.forEach(chart -> body.append("<figure><figcaption>")
                .append(escape(chart.title()))
                .append("</figcaption>")
                .append(chart.svg())
                .append("</figure>\n"));
        body.append("</div>\n");
        return this;
    }

    /**
     * Images in a grid, as JPEG: small, though not exact to the pixel.
     *
     * @param columns images in a row
     * @param figures by caption
     */
    public HtmlReport gallery(int columns, List<Figure> figures) {
        body.append("<div class=\"gallery\" style=\"grid-template-columns:repeat(")
                .append(columns)
                .append(",1fr)\">\n");
        figures.forEach(figure -> figure(figure.caption(), figure.image(), true));
        body.append("</div>\n");
        return this;
    }

    /** As {@link #gallery}, for small images of which every pixel matters: exact, and enlarged without smoothing. */
    public HtmlReport pixels(int columns, List<Figure> figures) {
        body.append("<div class=\"gallery pixels\" style=\"grid-template-columns:repeat(")
                .append(columns)
                .append(",1fr)\">\n");
        figures.forEach(figure -> figure(figure.caption(), figure.image(), false));
        body.append("</div>\n");
        return this;
    }

    /** An image with its caption. */
    public record Figure(String caption, Image image) {}

    /** What lines and dots on the next images stand for. */
    public HtmlReport legend(List<Legend> entries) {
        body.append(Legend.html(entries));
        return this;
    }

    /** A paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Figures to be seen first: value by name, already formatted. */
    public HtmlReport numbers(Map<String, String> values) {
        body.append("<div class=\"numbers\">\n");
        values.forEach((name, value) -> body.append("<div><b>")
                .append(escape(value))
                .append("</b>")
                .append(escape(name))
                .append("</div>\n"));
        body.append("</div>\n");
        return this;
    }

    /**
     * A small chart for each curve.
     *
     * @param steps training steps, rising
     * @param curves values by name, one per step; values that are not finite are left out
     */
    public HtmlReport curves(double[] steps, Map<String, double[]> curves) {
        body.append("<div class=\"curves\">\n");
        curves.forEach((name, values) -> body.append("<figure><figcaption>")
                .append(escape(name))
                .append("</figcaption>")
                .append(CurveChart.svg(steps, Map.of(name, values)))
                .append("</figure>\n"));
        body.append("</div>\n");
        return this;
    }

    /**
     * Charts side by side, both axes from 0 to 1.
     *
     * @param x rising, such as levels of recall
     * @param charts by title: lines by name, one value per x; values that are not finite are left out
     */
    public HtmlReport shares(double[] x, Map<String, Map<String, double[]>> charts) {
        body.append("<div class=\"curves\">\n");
        charts.forEach((title, lines) -> body.append("<figure><figcaption>")
                .append(escape(title))
                .append("</figcaption>")
                .append(CurveChart.shares(x, lines))
                .append("</figure>\n"));
        body.append("</div>\n");
        return this;
    }

    /**
     * A square table of counts, each cell shaded by its share of the row.
     *
     * @param corner what rows and columns are
     * @param names of the rows, and of the columns
     * @param counts [row][column]
     */
    public HtmlReport matrix(String corner, List<String> names, long[][] counts) {
        body.append(HtmlTable.matrix(corner, names, counts));
        return this;
    }

    /** Two images side by side, such as truth and prediction. */
    public HtmlReport pair(String leftTitle, Image left, String rightTitle, Image right) {
        body.append("<div class=\"pair\">");
        figure(leftTitle, left, false);
        figure(rightTitle, right, false);
        body.append("</div>\n");
        return this;
    }

    /** Text as it stands, such as a configuration. */
    public HtmlReport preformatted(String text) {
        body.append("<pre>").append(escape(text)).append("</pre>\n");
        return this;
    }

    private void figure(String name, Image image, boolean lossy) {
        body.append("<figure><figcaption>")
                .append(escape(name))
                .append("</figcaption><img alt=\"")
                .append(escape(name))
                .append("\" src=\"")
                .append(lossy ? DataUri.jpeg(image) : DataUri.png(image))
                .append("\"></figure>\n");
    }

    private String navigation() {
        StringBuilder links = new StringBuilder("<nav>\n");
        for (int i = 0; i < headings.size(); i++) {
            links.append("<a href=\"#part-")
                    .append(i + 1)
                    .append("\">")
                    .append(escape(headings.get(i)))
                    .append("</a>\n");
        }
        return links.append("</nav>\n").toString();
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole document. */
    public String html() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + escape(title)
                + "</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n<h1>" + escape(title) + "</h1>\n"
                + (contents ? navigation() : "") + body + "</body></html>\n";
    }

    /**
     * Writes the document as a whole, UTF-8: an older one is there until the new one is complete.
     *
     * @throws IOException when the file cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
