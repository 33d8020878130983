// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.mask.Rle;

/** COCO evaluation, run lengths and polygons, compared with pycocotools bit for bit. */
final class CocoTopic implements Topic {

    @Override
    public String name() {
        return "coco";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        if (golden.has("precision_bbox")) {
            return evaluation(golden);
        }
        return golden.has("iou") ? runs(golden) : polygons(golden);
    }

    private static List<Comparison> evaluation(GoldenCase golden) throws IOException {
        CocoGroundTruth truth = CocoGroundTruth.read(golden.folder().resolve("gt.json"));
        List<Comparison> comparisons = new ArrayList<>();
        for (IouType type : IouType.values()) {
            String key = type.key();
            EvaluationSettings settings = EvaluationSettings.defaults(type)
                    .withMaxDetections(Arrays.stream(golden.params().wholes("maxDets"))
                            .boxed()
                            .toList());
            EvaluationResult result = truth.evaluate(
                    CocoDetection.readAll(golden.folder().resolve("results_" + key + ".json")), settings);
            comparisons.add(exact("precision_" + key, golden.doubles("precision_" + key), result.precision()));
            comparisons.add(exact("recall_" + key, golden.doubles("recall_" + key), result.recall()));
            double[] stats = StreamSupport.stream(golden.values().list(key).spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            comparisons.add(exact("stats " + key, stats, result.stats()));
        }
        return comparisons;
    }

    private static List<Comparison> runs(GoldenCase golden) throws IOException {
        int[] size = golden.params().wholes("size");
        byte[] pixels = golden.array("masks").bytes();
        int area = size[0] * size[1];
        List<Rle> masks = IntStream.range(0, pixels.length / area)
                .mapToObj(i -> Rle.of(Arrays.copyOfRange(pixels, i * area, (i + 1) * area), size[0], size[1]))
                .toList();
        int truths = golden.array("iou").shape()[1];
        boolean[] crowd = new boolean[truths];
        for (int g = 1; g < truths; g += 2) {
            crowd[g] = true; // flags 0, 1, 0, 1, ..., which the case only describes in words
        }
        List<CocoDetection.Box> boxes = boxes(golden.doubles("boxes"));
        List<Rle> unions = new ArrayList<>();
        List<Rle> intersections = new ArrayList<>();
        for (JsonNode merge : golden.values().list("merges")) {
            List<Rle> parts = StreamSupport.stream(merge.spliterator(), false)
                    .map(i -> masks.get(i.intValue()))
                    .toList();
            unions.add(Rle.union(parts));
            intersections.add(Rle.intersection(parts));
        }
        List<Comparison> comparisons = new ArrayList<>(areasAndBoxes(golden, masks));
        comparisons.add(texts("counts", golden.values().list("rle"), masks));
        comparisons.add(texts("union", golden.values().list("union"), unions));
        comparisons.add(texts("intersection", golden.values().list("intersection"), intersections));
        List<Rle> first = masks.subList(0, truths);
        comparisons.add(exact("iou", golden.doubles("iou"), Rle.iou(masks, first, new boolean[truths])));
        comparisons.add(exact("iou_crowd", golden.doubles("iou_crowd"), Rle.iou(masks, first, crowd)));
        comparisons.add(exact("box_iou", golden.doubles("box_iou"), boxIou(boxes, new boolean[truths])));
        comparisons.add(exact("box_iou_crowd", golden.doubles("box_iou_crowd"), boxIou(boxes, crowd)));
        return comparisons;
    }

    private static List<Comparison> polygons(GoldenCase golden) throws IOException {
        int[] size = golden.params().wholes("size");
        List<Rle> masks = new ArrayList<>();
        JsonNode polygons = golden.values().list("polygons");
        JsonNode merged = golden.values().list("merged");
        for (int i = 0; i < polygons.size(); i++) {
            List<double[]> parts = StreamSupport.stream(polygons.get(i).spliterator(), false)
                    .map(CocoTopic::numbers)
                    .toList();
            // a polygon that pycocotools rejects is an empty mask in the case
            masks.add(
                    merged.get(i).isNull()
                            ? Rle.of(new byte[size[0] * size[1]], size[0], size[1])
                            : Rle.fromPolygons(parts, size[0], size[1]));
        }
        List<Rle> boxes = new ArrayList<>();
        for (JsonNode box : golden.values().list("boxes_x_y_w_h")) {
            boxes.add(Rle.fromBox(numbers(box), size[0], size[1]));
        }
        List<Comparison> comparisons = new ArrayList<>(areasAndBoxes(golden, masks));
        comparisons.add(texts("merged", merged, masks));
        comparisons.add(texts("boxes_rle", golden.values().list("boxes_rle"), boxes));
        return comparisons;
    }

    private static List<Comparison> areasAndBoxes(GoldenCase golden, List<Rle> masks) throws IOException {
        double[] areas = masks.stream().mapToDouble(m -> (double) m.area()).toArray();
        double[] boxes = masks.stream()
                .flatMapToDouble(m -> Arrays.stream(m.toCocoBox()))
                .toArray();
        return List.of(exact("area", golden.doubles("area"), areas), exact("bbox", golden.doubles("bbox"), boxes));
    }

    /** Compares run lengths as text; reports the number of each that differs. */
    private static Comparison texts(String name, JsonNode expected, List<Rle> masks) {
        double[] wrong = new double[masks.size()];
        for (int i = 0; i < wrong.length; i++) {
            JsonNode counts = expected.path(i).path("counts");
            wrong[i] = counts.isTextual()
                            && !counts.textValue().equals(masks.get(i).toCocoString())
                    ? 1
                    : 0;
        }
        return exact(name, new double[expected.size()], wrong);
    }

    private static List<CocoDetection.Box> boxes(double[] xywh) {
        return IntStream.range(0, xywh.length / 4)
                .mapToObj(i -> new CocoDetection.Box(xywh[4 * i], xywh[4 * i + 1], xywh[4 * i + 2], xywh[4 * i + 3]))
                .toList();
    }

    private static double[] boxIou(List<CocoDetection.Box> boxes, boolean[] crowd) {
        double[] iou = new double[boxes.size() * crowd.length];
        Arrays.setAll(iou, k -> boxes.get(k / crowd.length).iou(boxes.get(k % crowd.length), crowd[k % crowd.length]));
        return iou;
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static Comparison exact(String name, double[] expected, double[] actual) {
        return Comparison.of(name, expected, actual, Tolerance.EXACT);
    }
}
