// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.mrcnn.data.internal.inspect.DatasetScan;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.data.internal.inspect.ObjectFacts;
import org.mrcnn.report.internal.BarChart;
import org.mrcnn.report.internal.HtmlReport;

/** The part about classes, sizes, shapes and numbers of objects. Crowds are counted separately. */
final class StatisticsPart {
    private static final int MOST_ROWS = 100;
    private static final int MOST_BARS = 20;
    private static final double SMALL = 32; // side of the square with COCO's limit for the area of small objects
    private static final double MEDIUM = 96;

    private StatisticsPart() {}

    static void add(HtmlReport report, DataInspection of) {
        DatasetScan scan = of.scan();
        report.heading("Classes")
                .table(List.of("class", "objects", "share", "images", "crowds", "median size"), classes(scan));
        report.bars(List.of(classBars(scan)));
        report.heading("Sizes")
                .paragraph("Size is the square root of the mask's area in pixels. The network sees the sizes after the"
                        + " resize; small, medium and large are COCO's, up to 32, 96 and beyond.");
        report.table(List.of("", "small", "medium", "large", "smallest", "median", "largest"), sizes(scan));
        report.bars(List.of(
                BarChart.ofSizes("size before the resize, pixels", values(scan, ObjectFacts::size), 2),
                BarChart.ofSizes("size after the resize, pixels", values(scan, ObjectFacts::resizedSize), 2),
                BarChart.ofSizes("width / height of the boxes", values(scan, ObjectFacts::ratio), 2),
                BarChart.ofCounts(
                        "objects per image",
                        scan.readable().stream()
                                .mapToLong(ImageFacts::instances)
                                .toArray(),
                        18)));
        report.subheading("Image sizes")
                .table(List.of("height x width", "images", "network input", "scale"), imageSizes(scan));
    }

    private static double[] values(DatasetScan scan, ToDoubleFunction<ObjectFacts> value) {
        return scan.instances().mapToDouble(value).toArray();
    }

    private static List<List<String>> classes(DatasetScan scan) {
        List<List<String>> rows = new ArrayList<>();
        long all = Math.max(1, scan.instances().count());
        for (int c = 1; c < scan.labels().size() && rows.size() < MOST_ROWS; c++) {
            int classId = c;
            double[] sizes = scan.instances()
                    .filter(o -> o.classId() == classId)
                    .mapToDouble(ObjectFacts::size)
                    .sorted()
                    .toArray();
            rows.add(List.of(
                    scan.labels().get(c),
                    String.valueOf(sizes.length),
                    DataInspection.percent((double) sizes.length / all),
                    String.valueOf(images(scan, classId)),
                    String.valueOf(scan.images().stream()
                            .flatMap(i -> i.objects().stream())
                            .filter(o -> o.crowd() && o.classId() == classId)
                            .count()),
                    sizes.length == 0 ? "-" : format("%.0f", sizes[sizes.length / 2])));
        }
        rows.sort(Comparator.comparingLong((List<String> row) -> Long.parseLong(row.get(1)))
                .reversed());
        return rows;
    }

    private static long images(DatasetScan scan, int classId) {
        return scan.images().stream()
                .filter(i -> i.objects().stream().anyMatch(o -> !o.crowd() && o.classId() == classId))
                .count();
    }

    private static BarChart classBars(DatasetScan scan) {
        Map<Integer, Long> counts = scan.instances()
                .collect(Collectors.groupingBy(ObjectFacts::classId, TreeMap::new, Collectors.counting()));
        List<Map.Entry<Integer, Long>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(MOST_BARS)
                .toList();
        return new BarChart(
                counts.size() > MOST_BARS
                        ? "objects of the " + MOST_BARS + " most frequent classes"
                        : "objects by class",
                most.stream().map(e -> scan.labels().get(e.getKey())).toList(),
                most.stream().map(Map.Entry::getValue).toList());
    }

    private static List<List<String>> sizes(DatasetScan scan) {
        double[] before = values(scan, ObjectFacts::size);
        double[] after = Arrays.stream(values(scan, ObjectFacts::resizedSize))
                .filter(v -> v > 0)
                .toArray();
        return List.of(sizeRow("before the resize", before), sizeRow("after the resize", after));
    }

    private static List<String> sizeRow(String name, double[] sizes) {
        double[] sorted = sizes.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return List.of(
                name,
                String.valueOf(Arrays.stream(sorted).filter(s -> s < SMALL).count()),
                String.valueOf(Arrays.stream(sorted)
                        .filter(s -> s >= SMALL && s < MEDIUM)
                        .count()),
                String.valueOf(Arrays.stream(sorted).filter(s -> s >= MEDIUM).count()),
                n == 0 ? "-" : format("%.0f", sorted[0]),
                n == 0 ? "-" : format("%.0f", sorted[n / 2]),
                n == 0 ? "-" : format("%.0f", sorted[n - 1]));
    }

    private static List<List<String>> imageSizes(DatasetScan scan) {
        Map<String, List<ImageFacts>> groups = scan.readable().stream()
                .collect(Collectors.groupingBy(i -> i.height() + " x " + i.width(), TreeMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<ImageFacts>> e) ->
                                e.getValue().size())
                        .reversed())
                .limit(12)
                .map(e -> {
                    ImageFacts one = e.getValue().get(0);
                    return List.of(
                            e.getKey(),
                            String.valueOf(e.getValue().size()),
                            one.geometry()
                                    .map(g -> g.outputHeight() + " x " + g.outputWidth())
                                    .orElse("refused"),
                            one.geometry().map(g -> format("%.2f", g.scale())).orElse("-"));
                })
                .toList();
    }
}
