// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.Color;
import java.util.List;
import java.util.Locale;

/** The meaning of a line or dot on the images of a page. */
public record Legend(String name, Color colour, Line line) {

    /** The style of the line. */
    public enum Line {
        SOLID,
        DASHED,
        DOT
    }

    static String html(List<Legend> entries) {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        entries.forEach(entry -> html.append("<span>")
                .append(entry.sample())
                .append(HtmlReport.escape(entry.name()))
                .append("</span> "));
        return html.append("</p>\n").toString();
    }

    private String sample() {
        String hex = String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
        String shape = line == Line.DOT
                ? "<circle cx=\"17\" cy=\"6\" r=\"3\" fill=\"" + hex + "\"/>"
                : "<path d=\"M1 6H33\" stroke=\"" + hex + "\" stroke-width=\"3\""
                        + (line == Line.DASHED ? " stroke-dasharray=\"7 5\"" : "") + "/>";
        return "<svg width=\"34\" height=\"12\" aria-hidden=\"true\"><rect width=\"34\" height=\"12\" rx=\"3\""
                + " fill=\"#444\"/>" + shape + "</svg>";
    }
}
