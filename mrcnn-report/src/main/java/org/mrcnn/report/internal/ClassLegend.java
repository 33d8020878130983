// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Draws a legend with the colours of the classes, in the corner where it covers the boxes least. */
public final class ClassLegend {
    private static final int MOST = 12; // maximum number of lines, so that the legend does not cover the image
    private static final Color GROUND = new Color(20, 23, 28, 215);

    private ClassLegend() {}

    /**
     * Draws the legend in the font of the pen, if the image has space for it.
     *
     * @param names names of the classes by id
     * @param layout layout of the image, which then keeps labels away from the legend
     */
    public static void draw(Graphics2D pen, SortedMap<Integer, String> names, ChipLayout layout) {
        List<Map.Entry<Integer, String>> lines =
                new ArrayList<>(names.entrySet()).subList(0, Math.min(MOST, names.size()));
        String rest = names.size() > MOST ? "and " + (names.size() - MOST) + " more" : "";
        FontMetrics metrics = pen.getFontMetrics();
        double line = 1.35 * metrics.getAscent();
        double pad = 0.5 * metrics.getAscent();
        double text = lines.stream()
                .mapToDouble(entry -> metrics.stringWidth(entry.getValue()))
                .max()
                .orElse(0);
        double width = Math.max(text, metrics.stringWidth(rest)) + line + 2 * pad;
        double height = line * (lines.size() + (rest.isEmpty() ? 0 : 1)) + 2 * pad;
        layout.corner(width, height).ifPresent(place -> {
            pen.setColor(GROUND);
            pen.fill(new RoundRectangle2D.Double(place.getX(), place.getY(), width, height, pad, pad));
            double y = place.getY() + pad;
            for (Map.Entry<Integer, String> entry : lines) {
                pen.setColor(Palette.ofClass(entry.getKey()));
                pen.fill(new Rectangle2D.Double(place.getX() + pad, y + 0.2 * line, 0.6 * line, 0.6 * line));
                write(pen, entry.getValue(), place.getX() + pad + line, y + 0.8 * line);
                y += line;
            }
            write(pen, rest, place.getX() + pad + line, y + 0.8 * line);
        });
    }

    private static void write(Graphics2D pen, String text, double x, double y) {
        pen.setColor(Color.WHITE);
        pen.drawString(text, (float) x, (float) y);
    }
}
