// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A chart of counts or other non-negative numbers as vertical bars.
 *
 * @param title title above the chart
 * @param labels labels below the bars, one per bar
 * @param heights heights of the bars; integers are printed as such, other numbers with up to three decimals
 */
public record BarChart(String title, List<String> labels, List<? extends Number> heights) {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 190;
    private static final int BOTTOM = 152;
    private static final int TOP = 20;
    private static final double CHARACTER = 6.5; // width of a letter in a label

    /** Checks and copies. */
    public BarChart {
        labels = List.copyOf(labels);
        heights = List.copyOf(heights);
        if (labels.size() != heights.size()) {
            throw new IllegalArgumentException("bar chart '" + title + "' has " + labels.size() + " labels and "
                    + heights.size() + " bars, expected one label per bar");
        }
    }

    /**
     * Creates a histogram with logarithmic bins, which suit sizes; the bins cover the range of the values.
     *
     * @param values positive values; others are left out
     * @param perOctave number of bins per factor of 2
     */
    public static BarChart ofSizes(String title, double[] values, int perOctave) {
        double[] used = Arrays.stream(values).filter(v -> v > 0).toArray();
        if (used.length == 0) {
            return new BarChart(title, List.of(), List.of());
        }
        int first = bin(Arrays.stream(used).min().orElseThrow(), perOctave);
        int last = bin(Arrays.stream(used).max().orElseThrow(), perOctave);
        long[] counts = new long[last - first + 1];
        for (double value : used) {
            counts[bin(value, perOctave) - first]++;
        }
        List<String> labels = new ArrayList<>();
        for (int b = first; b <= last; b++) {
            labels.add(shortNumber(Math.pow(2, (double) b / perOctave)));
        }
        return new BarChart(title, labels, Arrays.stream(counts).boxed().toList());
    }

    /** Creates a histogram of integers, with at most {@code most} bins of equal width from 0 on. */
    public static BarChart ofCounts(String title, long[] values, int most) {
        long highest = Arrays.stream(values).max().orElse(0);
        long width = highest / most + 1;
        long[] counts = new long[(int) (highest / width) + 1];
        for (long value : values) {
            counts[(int) (value / width)]++;
        }
        List<String> labels = new ArrayList<>();
        for (int b = 0; b < counts.length; b++) {
            labels.add(String.valueOf(b * width));
        }
        return new BarChart(title, labels, Arrays.stream(counts).boxed().toList());
    }

    private static int bin(double value, int perOctave) {
        return (int) Math.floor(perOctave * Math.log(value) / Math.log(2) + 1e-9);
    }

    private static String shortNumber(double value) {
        return value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }

    String svg() {
        StringBuilder svg = new StringBuilder(
                String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, HEIGHT));
        double highest = heights.stream().mapToDouble(Number::doubleValue).max().orElse(0);
        double most = highest > 0 ? highest : 1;
        double step = step();
        int every = labelStep(step);
        for (int b = 0; b < heights.size(); b++) {
            double height = (BOTTOM - TOP) * heights.get(b).doubleValue() / most;
            double x = b * step;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %s</title></rect>%n",
                    x + 0.08 * step,
                    BOTTOM - height,
                    0.84 * step,
                    height,
                    HtmlReport.escape(labels.get(b)),
                    written(heights.get(b))));
            String count = written(heights.get(b));
            if (heights.get(b).doubleValue() > 0 && count.length() * CHARACTER < step * every) {
                text(svg, x + step / 2, BOTTOM - height - 4, count);
            }
            if (b % every == 0) {
                text(svg, x + step / 2, BOTTOM + 16, shortened(labels.get(b)));
            }
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"grid\"/>%n</svg>%n",
                        BOTTOM,
                        WIDTH,
                        BOTTOM))
                .toString();
    }

    private static String written(Number height) {
        return height instanceof Double d
                ? String.format(Locale.ROOT, "%.3f", d).replaceAll("\\.?0+$", "")
                : height.toString();
    }

    /** Returns the width of a bar with its gap. Few bars are as wide as their labels and do not fill the chart. */
    private double step() {
        return Math.min((double) WIDTH / Math.max(1, heights.size()), Math.max(WIDTH / 8.0, labelWidth()));
    }

    private double labelWidth() {
        int longest = labels.stream().mapToInt(l -> shortened(l).length()).max().orElse(1);
        return (longest + 1) * CHARACTER;
    }

    /** Returns the number of bars per label for which there is space. */
    private int labelStep(double step) {
        return Math.max(1, (int) Math.ceil(labelWidth() / step - 1e-9));
    }

    private static String shortened(String label) {
        return label.length() <= 14 ? label : label.substring(0, 13) + "…";
    }

    private static void text(StringBuilder svg, double x, double y, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"currentColor\">%s</text>%n",
                x,
                y,
                HtmlReport.escape(text)));
    }
}
