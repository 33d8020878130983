package org.mrcnn.core.report;

import java.util.List;

/** A table as HTML. */
final class HtmlTable {
    private HtmlTable() {}

    static String of(List<String> header, List<List<String>> rows) {
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("a row of the table has " + row.size() + " cells, the header "
                        + header + " has " + header.size() + ": " + row);
            }
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
        row(html, "th", header, rows);
        rows.forEach(row -> row(html, "td", row, rows));
        return html.append("</table></div>\n").toString();
    }

    private static void row(StringBuilder html, String tag, List<String> cells, List<List<String>> rows) {
        html.append("<tr>");
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

    private static boolean isNumeric(List<List<String>> rows, int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .allMatch(cell -> cell.equals("-") || cell.matches("[0-9][0-9.,]*( ?%)?"));
    }
}
