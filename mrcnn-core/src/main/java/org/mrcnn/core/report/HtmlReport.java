package org.mrcnn.core.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.mrcnn.data.image.Image;

/**
 * A report in one HTML file: tables, curves and pictures, all inside, no network and no script. Parts appear in the
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
            pre{background:var(--soft);border-radius:10px;padding:1rem;overflow:auto;font-size:.8rem}
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    /** An empty report. */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** A heading. */
    public HtmlReport heading(String text) {
        body.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    /** A paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Figures that are to be seen first: value by name, already formatted. */
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
     * @param curves values by name, one a step; values that are not finite are left out
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

    /** Two pictures side by side, such as truth and prediction. */
    public HtmlReport pair(String leftTitle, Image left, String rightTitle, Image right) {
        body.append("<div class=\"pair\">");
        picture(leftTitle, left);
        picture(rightTitle, right);
        body.append("</div>\n");
        return this;
    }

    /** Text as it stands, such as a configuration. */
    public HtmlReport preformatted(String text) {
        body.append("<pre>").append(escape(text)).append("</pre>\n");
        return this;
    }

    private void picture(String name, Image image) {
        body.append("<figure><figcaption>")
                .append(escape(name))
                .append("</figcaption><img alt=\"")
                .append(escape(name))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png(image)))
                .append("\"></figure>\n");
    }

    /** The whole document. */
    public String html() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + escape(title)
                + "</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n<h1>" + escape(title) + "</h1>\n" + body
                + "</body></html>\n";
    }

    /**
     * Writes the document, UTF-8.
     *
     * @throws IOException when the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, html(), StandardCharsets.UTF_8);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static byte[] png(Image image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(Drawing.enlarge(image, 1), "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the picture of a report could not be encoded", e);
        }
    }
}
