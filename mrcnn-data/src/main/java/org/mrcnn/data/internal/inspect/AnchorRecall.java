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
 * How well anchors match the objects of a data set.
 *
 * @param anchors settings of the anchors
 * @param sides double[objects] square root of the area of each box, in pixels of the network's input
 * @param bestIou double[objects] highest IoU of each object with an anchor
 */
@SuppressWarnings("ArrayRecordComponent") // read once for a page
public record AnchorRecall(AnchorSettings anchors, double[] sides, double[] bestIou) {

    /** Matches every visible object that is not a crowd with the anchors of its image. */
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

    /** Returns the number of objects whose side is at least {@code from} and less than {@code to}. */
    public long count(double from, double to) {
        return inRange(from, to).count();
    }

    /** Returns the fraction of those objects that have at least this IoU with an anchor; NaN if there are no objects. */
    public double recall(double iou, double from, double to) {
        return inRange(from, to)
                .mapToDouble(i -> bestIou[i] >= iou ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the fraction of all objects that have at least this IoU with an anchor; NaN if there are no objects. */
    public double recall(double iou) {
        return recall(iou, 0, Double.POSITIVE_INFINITY);
    }

    /** Returns the mean, over the objects, of the highest IoU; NaN if there are no objects. */
    public double meanIou() {
        return Arrays.stream(bestIou).average().orElse(Double.NaN);
    }

    private IntStream inRange(double from, double to) {
        return IntStream.range(0, sides.length).filter(i -> sides[i] >= from && sides[i] < to);
    }
}
