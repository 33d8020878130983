// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws curves as one SVG element: over training steps, a light line of the values and a strong line of their average; for
 * shares, the values only.
 */
final class CurveChart {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 220;
    private static final int LEFT = 52;
    private static final int BOTTOM = 190;
    private static final int TOP = 14;
    private static final int RIGHT = WIDTH - 12;
    private static final int DOT = 6;
    private static final double CHARACTER = 6.5; // width of a letter of a name
    private static final String[] COLOURS = {"#3d7bff", "#ff3d71", "#12b886", "#e08a00", "#7a7f87"};

    private final StringBuilder svg = new StringBuilder();
    private final double lastX;
    private final double stepX; // distance between ticks
    private final double maxY;

    private CurveChart(Map<String, double[]> curves, double[] steps) {
        lastX = Math.max(1, steps.length == 0 ? 1 : steps[steps.length - 1]);
        stepX = tickStep(lastX);
        double[] all = curves.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        // The values of the first steps are often much higher than the rest; in long curves, they may exceed the chart.
        double high = all.length == 0 ? 1 : all[(int) Math.ceil(0.985 * (all.length - 1))];
        maxY = high > 0 ? roundUp(high * 1.05) : 1;
    }

    /** Creates a chart with both axes from 0 to 1. */
    private CurveChart() {
        lastX = 1;
        stepX = 0.25;
        maxY = 1;
    }

    /**
     * Draws curves over training steps.
     *
     * @param steps ascending, the x of every value
     * @param curves by name, each as long as {@code steps}; values that are not finite are left out
     */
    static String svg(double[] steps, Map<String, double[]> curves) {
        requireLengths(steps, curves);
        CurveChart chart = new CurveChart(curves, steps);
        chart.axes();
        int i = 0;
        for (Map.Entry<String, double[]> curve : curves.entrySet()) {
            String colour = COLOURS[i % COLOURS.length];
            chart.line(steps, curve.getValue(), colour, 0.8, 0.28);
            chart.line(steps, average(curve.getValue()), colour, 2, 1);
            if (curves.size() > 1) {
                chart.text(RIGHT, TOP + 10 + 14 * i, "end", colour, curve.getKey());
            }
            i++;
        }
        return chart.element();
    }

    /**
     * Draws curves of shares without average, both axes from 0 to 1.
     *
     * @param x ascending, from 0 to 1
     * @param curves by name, each as long as {@code x}, from 0 to 1; values that are not finite are left out
     */
    static String shares(double[] x, Map<String, double[]> curves) {
        requireLengths(x, curves);
        CurveChart chart = new CurveChart();
        chart.axes();
        int i = 0;
        double nameX = LEFT;
        for (Map.Entry<String, double[]> curve : curves.entrySet()) {
            String colour = COLOURS[i % COLOURS.length];
            chart.line(x, curve.getValue(), colour, 1.6, 1);
            chart.text(nameX, TOP - 5, "start", colour, curve.getKey()); // above the chart, where no curve is
            nameX += CHARACTER * (curve.getKey().length() + 2);
            i++;
        }
        return chart.element();
    }

    private static void requireLengths(double[] x, Map<String, double[]> curves) {
        curves.forEach((name, values) -> {
            if (values.length != x.length) {
                throw new IllegalArgumentException(
                        "curve " + name + " has " + values.length + " values, expected " + x.length + ", one per step");
            }
        });
    }

    private String element() {
        return String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, HEIGHT) + svg
                + "</svg>\n";
    }

    private void axes() {
        for (int i = 0; i <= 4; i++) {
            double y = BOTTOM - (BOTTOM - TOP) * i / 4.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" class=\"grid\"/>%n",
                    LEFT,
                    y,
                    RIGHT,
                    y));
            text(LEFT - 6, y + 4, "end", "currentColor", number(maxY * i / 4));
        }
        for (double tick = 0; tick <= lastX * (1 + 1e-9); tick += stepX) {
            double x = LEFT + (RIGHT - LEFT) * tick / lastX;
            text(x, BOTTOM + 18, x > RIGHT - 8 ? "end" : "middle", "currentColor", number(tick));
        }
    }

    private void line(double[] steps, double[] values, String colour, double width, double opacity) {
        List<String> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                double x = LEFT + (RIGHT - LEFT) * steps[i] / lastX;
                double y = BOTTOM - (BOTTOM - TOP) * Math.max(-0.02, Math.min(1.1, values[i] / maxY));
                points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
            }
        }
        boolean dot = points.size() == 1;
        if (dot) {
            points.add(points.get(0)); // round ends make a line of length 0 visible
        }
        // A nested svg clips: values above the axis are cut off at the top edge of the chart.
        svg.append(String.format(
                Locale.ROOT,
                "<svg x=\"%1$d\" y=\"%2$d\" width=\"%3$d\" height=\"%4$d\" viewBox=\"%1$d %2$d %3$d %4$d\">",
                LEFT,
                TOP - 2,
                RIGHT - LEFT + (dot ? DOT : 0),
                BOTTOM - TOP + 4));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-opacity=\"%.2f\""
                        + " stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>%n",
                String.join(" ", points),
                colour,
                dot ? (double) DOT : width,
                opacity));
    }

    private void text(double x, double y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                HtmlReport.escape(text)));
    }

    /** Returns the moving average over a twentieth of the curve. It only uses previous values, so it lags a little. */
    static double[] average(double[] values) {
        double keep = 1 - 1 / Math.max(1, values.length / 20.0);
        double[] averages = new double[values.length];
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                sum = keep * sum + values[i];
                weight = keep * weight + 1;
            }
            averages[i] = weight == 0 ? Double.NaN : sum / weight;
        }
        return averages;
    }

    /**
     * Returns an integer distance between ticks of training steps, 1, 2 or 5 times a power of ten, for three to eight ticks.
     */
    static double tickStep(double last) {
        double power = Math.pow(10, Math.floor(Math.log10(last / 3)));
        double step = power;
        for (double digit : new double[] {2, 5, 10}) {
            if (last / (digit * power) >= 3) {
                step = digit * power;
            }
        }
        return Math.max(1, step);
    }

    /** Rounds up to 1, 2, 4 or 8 times a power of ten, whose quarters have few digits. */
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double digit : new double[] {1, 2, 4, 8}) {
            if (value <= digit * power) {
                return digit * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        if (value == 0) {
            return "0";
        }
        if (value >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return Math.abs(value) >= 0.01
                ? String.format(Locale.ROOT, "%.3f", value).replaceAll("0+$", "")
                : String.format(Locale.ROOT, "%.1e", value);
    }
}
