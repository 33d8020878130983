// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.mask.Rle;

/** The field {@code segmentation} of COCO: polygons, or an RLE in compressed form or as a list of counts. */
final class CocoSegments {

    private CocoSegments() {}

    static Segment parse(JsonNode node) {
        if (node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty())) {
            return Shapes.none("none");
        }
        boolean wrapped = node.size() == 1 && node.path(0).isObject(); // an RLE as the only element of a list
        JsonNode segment = wrapped ? node.get(0) : node;
        return Shapes.segment(() -> segment.isArray() ? polygons(segment) : new Segment.Runs(rle(segment)));
    }

    private static Segment polygons(JsonNode node) {
        if (node.get(0).isNumber()) { // the single polygon of an object as written by the COCO export of VIA
            return Shapes.polygon(Json.numbers(node, "a polygon"));
        }
        List<double[]> polygons = new ArrayList<>();
        for (JsonNode polygon : node) {
            if (!polygon.isArray()) {
                throw new IllegalArgumentException(
                        "a list with " + Faults.shortened(polygon.toString()) + " instead of a list of polygons");
            }
            polygons.add(Json.numbers(polygon, "a polygon"));
        }
        return new Segment.Polygons(polygons);
    }

    /** Returns whether a number is whole, such as 3 or 3.0. */
    private static boolean isWhole(JsonNode number) {
        return number.isNumber() && number.doubleValue() == number.intValue();
    }

    private static Rle rle(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("neither polygons nor an RLE but " + Faults.shortened(node.toString()));
        }
        JsonNode counts = node.path("counts");
        JsonNode size = node.path("size");
        if (!size.isArray()
                || size.size() != 2
                || !isWhole(size.get(0))
                || !isWhole(size.get(1))
                || !(counts.isTextual() || counts.isArray())) {
            throw new IllegalArgumentException("an RLE without size [height, width] and counts");
        }
        int height = size.get(0).intValue();
        int width = size.get(1).intValue();
        if (counts.isTextual()) {
            return Rle.fromString(counts.textValue(), height, width);
        }
        int[] runs = new int[counts.size()];
        for (int i = 0; i < runs.length; i++) {
            if (!isWhole(counts.get(i))) {
                throw new IllegalArgumentException("an RLE whose count " + i + " is " + counts.get(i));
            }
            runs[i] = counts.get(i).intValue();
        }
        return new Rle(height, width, runs);
    }
}
