// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Nms;
import org.mrcnn.data.mask.Rle;

/**
 * IoU of boxes and masks, box deltas, clipping, and non-maximum suppression. The arrays of a case determine which of them it
 * tests.
 */
final class OverlapsTopic implements Topic {
    /** keep_T or keep_tf_T with the threshold in tenths, optionally with _maxN; keep_tf_tied for tied scores at 0.5. */
    private static final Pattern KEEP = Pattern.compile("keep(_tf)?_(?<tenths>\\d|tied)(_max(?<max>\\d+))?");

    @Override
    public String name() {
        return "overlaps";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        if (golden.has("boxes1")) {
            return boxes(golden);
        } else if (golden.has("masks1")) {
            return masks(golden);
        } else if (golden.has("deltas")) {
            return deltas(golden);
        }
        return suppression(golden);
    }

    private static List<Comparison> boxes(GoldenCase golden) throws IOException {
        float[] first = golden.floats("boxes1");
        float[] second = golden.floats("boxes2");
        float[] iou = Boxes.iouMatrix(first, second);
        Tolerance allowed = golden.tolerance("iou", Tolerance.absolute(1e-5));
        return List.of(
                Comparison.of("iou", golden.floats("iou"), iou, allowed),
                Comparison.of("iou_graph", golden.floats("iou_graph"), iou, allowed),
                Comparison.of(
                        "iou_int", golden.floats("iou_int"), Boxes.iouMatrix(whole(first), whole(second)), allowed));
    }

    private static float[] whole(float[] boxes) {
        float[] cutOff = new float[boxes.length];
        for (int k = 0; k < boxes.length; k++) {
            cutOff[k] = (int) boxes[k];
        }
        return cutOff;
    }

    private static List<Comparison> masks(GoldenCase golden) throws IOException {
        List<Rle> first = rles(golden, "masks1");
        List<Rle> second = rles(golden, "masks2");
        double[] iou = Rle.iou(first, second, new boolean[second.size()]);
        return List.of(
                Comparison.of("iou", golden.doubles("iou"), iou, golden.tolerance("iou", Tolerance.absolute(1e-6))));
    }

    private static List<Rle> rles(GoldenCase golden, String array) throws IOException {
        List<Rle> rles = new ArrayList<>();
        for (byte[] mask : MaskArrays.last(golden.array(array))) {
            int[] shape = golden.array(array).shape();
            rles.add(Rle.of(mask, shape[0], shape[1]));
        }
        return rles;
    }

    private static List<Comparison> deltas(GoldenCase golden) throws IOException {
        BoxCoder coder = new BoxCoder(new float[] {1, 1, 1, 1}).unbounded();
        float[] boxes = golden.floats("box");
        float[] truth = golden.floats("gt_box");
        float[] refined = new float[boxes.length];
        for (int i = 0; i < boxes.length / 4; i++) {
            coder.encode(boxes, i, truth, i, refined, i);
        }
        float[] applied = coder.decode(boxes, golden.floats("deltas"));
        float[] clipped = Boxes.clip(applied, golden.floats("window"));
        Tolerance allowed = golden.tolerance("applied", Tolerance.absolute(1e-5));
        List<Comparison> comparisons = new ArrayList<>();
        for (String array : List.of("refinement", "refinement_graph")) {
            comparisons.add(Comparison.of(array, golden.floats(array), refined, allowed));
        }
        for (String array : List.of("applied", "applied_graph")) {
            comparisons.add(Comparison.of(array, golden.floats(array), applied, allowed));
        }
        comparisons.add(Comparison.of("clipped", golden.floats("clipped"), clipped, allowed));
        return comparisons;
    }

    private static List<Comparison> suppression(GoldenCase golden) throws IOException {
        float[] boxes = golden.floats("boxes");
        List<Comparison> comparisons = new ArrayList<>();
        Iterator<String> arrays = golden.json().path("arrays").fieldNames();
        while (arrays.hasNext()) {
            String array = arrays.next();
            Matcher keep = KEEP.matcher(array);
            if (keep.matches()) {
                boolean tied = keep.group("tenths").equals("tied");
                float threshold = tied ? 0.5f : Integer.parseInt(keep.group("tenths")) / 10f;
                int max = keep.group("max") == null ? boxes.length / 4 : Integer.parseInt(keep.group("max"));
                float[] scores = golden.floats(tied ? "scores_tied" : "scores");
                int[] kept = Nms.select(boxes, scores, threshold, max);
                comparisons.add(
                        Comparison.of(array, golden.ints(array), kept, golden.tolerance("keep", Tolerance.EXACT)));
            }
        }
        return comparisons;
    }
}
