package org.mrcnn.report.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.Image;
import org.mrcnn.engine.internal.AtomicFile;

/**
 * A report in one HTML file: tables, curves and images, all inside, no network and no script. Parts appear in the
 * order in which they are added. Not thread-safe.
 */
public final class HtmlReport {
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--line:#8884;--soft:#8882}
            body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;max-width:1080px;margin:2.5rem auto;
            padding:0 1.25rem}
            h1{font-size:1.9rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2.4rem 0 .8rem}
            p{margin:.3rem 0;opacity:.85}
            .numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.8rem}
            .numbers div{background:var(--soft);border-radius:10px;padding:.8rem 1rem}
            .numbers b{display:block;font-size:1.6rem;font-variant-numeric:tabular-nums}
            .curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:1rem}
            figure{margin:0}figcaption{font-size:.85rem;opacity:.8;margin-bottom:.25rem}
            svg{width:100%;display:block}svg text{font-size:11px}svg .grid{stroke:var(--line);stroke-width:.7}
            .pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin-bottom:1.4rem}
            img{width:100%;border-radius:8px;display:block}
            .bars{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:1.2rem;margin:.8rem 0}
            .bars rect{fill:#3d7bff}
            .gallery{display:grid;gap:1rem;margin:.6rem 0 1.4rem}
            .pixels img{image-rendering:pixelated;border-radius:2px}
            .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:.6rem 0 1rem;min-width:50%}
            th{text-align:left;font-weight:600;border-bottom:1px solid var(--line)}
            th,td{padding:.25rem .9rem .25rem 0;vertical-align:top;overflow-wrap:anywhere}
            td.image{width:170px}
            tr+tr td{border-top:1px solid var(--soft)}.n{text-align:right;font-variant-numeric:tabular-nums}
            .warning{border-left:3px solid #e08a00;background:var(--soft);padding:.45rem .9rem;border-radius:0 8px 8px 0;
            margin:.5rem 0;opacity:1;overflow-wrap:anywhere}
            h3{font-size:1rem;margin:1.4rem 0 .4rem}
            nav{columns:3;font-size:.95rem;margin:1rem 0;padding:.8rem 1rem;background:var(--soft);border-radius:10px}
            nav a{display:block;color:inherit;padding:.1rem 0}
            .matrix{min-width:0}.matrix td{padding:.3rem .6rem;text-align:right;font-variant-numeric:tabular-nums}
            .matrix th{padding:.3rem .6rem;white-space:nowrap}.matrix td.zero{opacity:.35}
            pre{background:var(--soft);border-radius:10px;padding:1rem;overflow:auto;font-size:.8rem}
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> headings = new ArrayList<>();
    private boolean contents;

    /** An empty report. */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** Puts a table of contents, one line a heading, before everything else. */
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

    /** A paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** The main figures, shown first: value by name, already formatted. */
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
     * @param charts by title: lines by name, one value an x; values that are not finite are left out
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
        AtomicFile.replace(file, part -> Files.writeString(part, html(), StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
