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
 * A report in one HTML file: tables, curves and images, all embedded, without network access and scripts. Parts appear in the
 * order in which they are added. Not thread-safe.
 */
public final class HtmlReport {
    private static final String STYLE = style();

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> headings = new ArrayList<>();
    private boolean contents;

    /** Creates an empty report. */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** Adds a table of contents at the beginning, with one line per heading. */
    public HtmlReport withContents() {
        contents = true;
        return this;
    }

    /** Adds a heading. */
    public HtmlReport heading(String text) {
        headings.add(text);
        body.append("<h2 id=\"part-")
                .append(headings.size())
                .append("\">")
                .append(escape(text))
                .append("</h2>\n");
        return this;
    }

    /** Adds a heading below the last {@link #heading}, which is not in the table of contents. */
    public HtmlReport subheading(String text) {
        body.append("<h3>").append(escape(text)).append("</h3>\n");
        return this;
    }

    /** Adds a highlighted paragraph. */
    public HtmlReport warning(String text) {
        body.append("<p class=\"warning\">").append(escape(text)).append("</p>\n");
        return this;
    }

    /**
     * Adds a table. A column is right-aligned if all of its cells begin with a digit.
     *
     * @param rows rows, each as long as {@code header}
     */
    public HtmlReport table(List<String> header, List<List<String>> rows) {
        body.append(HtmlTable.of(header, rows));
        return this;
    }

    /**
     * Like {@link #table(List, List)}, with small images next to the rows.
     *
     * @param images images of the first rows, as JPEG; the other rows have none
     */
    public HtmlReport table(List<String> header, List<List<String>> rows, List<Image> images) {
        body.append(HtmlTable.of(header, rows, images));
        return this;
    }

    /** Adds bar charts side by side. */
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
     * Adds images in a grid, as JPEG, which is small but not exact.
     *
     * @param columns number of images per row
     * @param figures images with captions
     */
    public HtmlReport gallery(int columns, List<Figure> figures) {
        body.append("<div class=\"gallery\" style=\"grid-template-columns:repeat(")
                .append(columns)
                .append(",1fr)\">\n");
        figures.forEach(figure -> figure(figure.caption(), figure.image(), true));
        body.append("</div>\n");
        return this;
    }

    /** Like {@link #gallery}, for small images in which every pixel matters: lossless, and enlarged without smoothing. */
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

    /** Adds the legend for lines and dots on the next images. */
    public HtmlReport legend(List<Legend> entries) {
        body.append(Legend.html(entries));
        return this;
    }

    /** Adds a paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Adds the most important numbers, formatted values by name. */
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
     * Adds a small chart for each curve.
     *
     * @param steps training steps, ascending
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
     * Adds charts side by side, both axes from 0 to 1.
     *
     * @param x ascending, such as levels of recall
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
     * Adds a square table of counts; each cell is shaded by its share of the row.
     *
     * @param corner meaning of rows and columns
     * @param names names of the rows, and of the columns
     * @param counts [row][column]
     */
    public HtmlReport matrix(String corner, List<String> names, long[][] counts) {
        body.append(HtmlTable.matrix(corner, names, counts));
        return this;
    }

    /** Adds two images side by side, such as truth and prediction, as JPEG. */
    public HtmlReport pair(String leftTitle, Image left, String rightTitle, Image right) {
        body.append("<div class=\"pair\">");
        figure(leftTitle, left, true);
        figure(rightTitle, right, true);
        body.append("</div>\n");
        return this;
    }

    /** Adds preformatted text, such as a configuration. */
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

    /** Returns the whole document. */
    public String html() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + escape(title)
                + "</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n<h1>" + escape(title) + "</h1>\n"
                + (contents ? navigation() : "") + body + "</body></html>\n";
    }

    /**
     * Writes the document in UTF-8. An existing file is replaced only when the new one is complete.
     *
     * @throws IOException if the file cannot be written
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
