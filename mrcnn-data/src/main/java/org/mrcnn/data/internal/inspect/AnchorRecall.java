// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.mrcnn.data.internal.targets.AnchorCoverage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;

/**
 * How well anchors reach the objects of a data set.
 *
 * @param anchors whose reach this is
 * @param sides double[objects] square root of the area of each box, in pixels of the network's input
 * @param bestIou double[objects] the highest IoU that an anchor has with it
 */
@SuppressWarnings("ArrayRecordComponent") // read once for a page
public record AnchorRecall(AnchorSettings anchors, double[] sides, double[] bestIou) {

    /** Matches every visible object that is no crowd with the anchors of its image. */
    public static AnchorRecall of(DatasetScan scan, AnchorSettings anchors) {
        AnchorGenerator generator = new AnchorGenerator(anchors);
        Map<List<Integer>, double[]> bySize = new ConcurrentHashMap<>();
        List<ImageFacts> images =
                scan.images().stream().filter(i -> i.geometry().isPresent()).toList();
        double[] best = images.parallelStream()
                .map(image -> {
                    int height = image.geometry().orElseThrow().outputHeight();
                    int width = image.geometry().orElseThrow().outputWidth();
                    double[] boxes = bySize.computeIfAbsent(
                            List.of(height, width), size -> generator.exactPixels(height, width));
                    return AnchorCoverage.bestIou(boxes, image.resizedBoxes());
                })
                .flatMapToDouble(Arrays::stream)
                .toArray();
        double[] sides = images.stream()
                .flatMap(image -> image.objects().stream())
                .filter(object -> !object.crowd() && object.isVisible())
                .mapToDouble(ObjectFacts::resizedSide)
                .toArray();
        return new AnchorRecall(anchors, sides, best);
    }

    /** How many objects have a side from {@code from} on and below {@code to}. */
    public long count(double from, double to) {
        return inRange(from, to).count();
    }

    /** The share of those objects that some anchor overlaps by at least that IoU; NaN when there are none. */
    public double recall(double iou, double from, double to) {
        return inRange(from, to)
                .mapToDouble(i -> bestIou[i] >= iou ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /** The share of all objects that some anchor overlaps by at least that IoU; NaN when there are none. */
    public double recall(double iou) {
        return recall(iou, 0, Double.POSITIVE_INFINITY);
    }

    /** Mean over the objects of their highest IoU; NaN when there are none. */
    public double meanIou() {
        return Arrays.stream(bestIou).average().orElse(Double.NaN);
    }

    private IntStream inRange(double from, double to) {
        return IntStream.range(0, sides.length).filter(i -> sides[i] >= from && sides[i] < to);
    }
}
