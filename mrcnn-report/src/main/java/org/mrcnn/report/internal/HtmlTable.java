// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mrcnn.data.image.Image;

/** Formats tables as HTML. */
final class HtmlTable {
    private HtmlTable() {}

    static String of(List<String> header, List<List<String>> rows) {
        return of(header, rows, List.of());
    }

    /** Returns a table with images next to the first rows. */
    static String of(List<String> header, List<List<String>> rows, List<Image> images) {
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("a row of the table has " + row.size() + " cells, the header "
                        + header + " has " + header.size() + ": " + row);
            }
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
        row(html.append("<tr>").append(images.isEmpty() ? "" : "<th></th>"), "th", header, rows);
        for (int r = 0; r < rows.size(); r++) {
            row(html.append("<tr>").append(image(images, r)), "td", rows.get(r), rows);
        }
        return html.append("</table></div>\n").toString();
    }

    private static void row(StringBuilder html, String tag, List<String> cells, List<List<String>> rows) {
        for (int c = 0; c < cells.size(); c++) {
            html.append('<')
                    .append(tag)
                    .append(isNumeric(rows, c) ? " class=\"n\">" : ">")
                    .append(HtmlReport.escape(cells.get(c)))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    /** Returns a square table of counts, shaded by their share of the row. */
    static String matrix(String corner, List<String> names, long[][] counts) {
        if (counts.length != names.size() || Arrays.stream(counts).anyMatch(row -> row.length != names.size())) {
            throw new IllegalArgumentException("a matrix of " + counts.length + " rows for the " + names.size()
                    + " names " + names + ", expected as many rows and columns as names");
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"matrix\">\n<tr><th>")
                .append(HtmlReport.escape(corner))
                .append("</th>");
        names.forEach(name ->
                html.append("<th class=\"n\">").append(HtmlReport.escape(name)).append("</th>"));
        html.append("</tr>\n");
        for (int r = 0; r < counts.length; r++) {
            html.append("<tr><th>").append(HtmlReport.escape(names.get(r))).append("</th>");
            double sum = Math.max(1, Arrays.stream(counts[r]).sum());
            for (long count : counts[r]) {
                html.append(
                        count == 0
                                ? "<td class=\"zero\">0</td>"
                                : String.format(
                                        Locale.ROOT,
                                        "<td style=\"background:rgba(61,123,255,%.2f)\">%d</td>",
                                        0.08 + 0.6 * count / sum,
                                        count));
            }
            html.append("</tr>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    private static String image(List<Image> images, int row) {
        if (row < images.size()) {
            return "<td class=\"image\"><img alt=\"\" src=\"" + DataUri.jpeg(images.get(row)) + "\"></td>";
        }
        return images.isEmpty() ? "" : "<td></td>";
    }

    private static boolean isNumeric(List<List<String>> rows, int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .allMatch(cell -> cell.equals("-") || cell.matches("[0-9][0-9.,]*( ?%)?"));
    }
}
