// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.ssd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Nms;

/**
 * The default boxes of an SSD detector (Liu et al. 2016, SSD: Single Shot MultiBox Detector), in the order of the outputs of
 * its heads: level, row, column, ratio. Computes the targets of the losses in {@code SsdLosses} from objects, and objects from
 * the outputs of the network. Boxes are (y1, x1, y2, x2) in pixels, y2 and x2 exclusive. Immutable and thread-safe.
 */
public final class DefaultBoxes {

    private static final double MATCH_IOU = 0.5;

    private final float[] boxes;
    private final float[] window;
    private final BoxCoder coder = BoxCoder.defaults();

    private DefaultBoxes(float[] boxes, float[] window) {
        this.boxes = boxes;
        this.window = window;
    }

    /**
     * The default boxes of a feature map, which are centred on its cells.
     *
     * @param stride distance between cells in pixels of the image
     * @param size side of the square box in pixels; boxes of other ratios have the same area
     * @param ratios width / height of each box
     */
    public record Level(int stride, double size, List<Double> ratios) {
        public Level {
            ratios = List.copyOf(ratios);
            if (stride < 1
                    || !(size > 0)
                    || ratios.isEmpty()
                    || !ratios.stream().allMatch(r -> r > 0)) {
                throw new IllegalArgumentException("level of default boxes: expected a stride and a size above 0 and at"
                        + " least one ratio, all above 0, found " + stride + ", " + size + ", " + ratios);
            }
        }
    }

    /**
     * The training targets of the default boxes of one image.
     *
     * @param labels class id of each default box, 0 for background
     * @param offsets four offsets of each default box, 0 for background: the distances of the centres (dy, dx) in units of the
     *     box size, divided by 0.1, and the logarithms of the ratios of height and width, divided by 0.2
     */
    @SuppressWarnings("ArrayRecordComponent") // passed to the network, never compared
    public record Targets(int[] labels, float[] offsets) {}

    /** A detected object; {@code box} is float[4]. */
    @SuppressWarnings("ArrayRecordComponent") // read by the caller, never compared
    public record Found(int classId, double score, float[] box) {}

    /** Creates the boxes for images of this size in pixels. A level has {@code ceil(side / stride)} cells per side. */
    public static DefaultBoxes of(int height, int width, List<Level> levels) {
        List<Float> sides = new ArrayList<>();
        for (Level level : levels) {
            for (double y = 0.5; (y - 0.5) * level.stride() < height; y++) {
                for (double x = 0.5; (x - 0.5) * level.stride() < width; x++) {
                    addCell(level, y * level.stride(), x * level.stride(), sides);
                }
            }
        }
        float[] boxes = new float[sides.size()];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = sides.get(i);
        }
        return new DefaultBoxes(boxes, new float[] {0, 0, height, width});
    }

    /** Adds the sides of the boxes of a cell, one box per ratio, by its centre. */
    private static void addCell(Level level, double y, double x, List<Float> sides) {
        for (double ratio : level.ratios()) {
            double halfHeight = level.size() / Math.sqrt(ratio) / 2;
            double halfWidth = level.size() * Math.sqrt(ratio) / 2;
            sides.add((float) (y - halfHeight));
            sides.add((float) (x - halfWidth));
            sides.add((float) (y + halfHeight));
            sides.add((float) (x + halfWidth));
        }
    }

    /** Returns the number of boxes. */
    public int count() {
        return boxes.length / 4;
    }

    /** Returns a copy of the boxes, float[count * 4]. */
    public float[] boxes() {
        return boxes.clone();
    }

    /**
     * Matches default boxes to objects. Each default box is matched to the object with which it has the largest IoU, if that is
     * at least 0.5. Then each object in turn is matched to the default box with the largest IoU, however small, that was not
     * yet matched to an object in this way.
     *
     * @param classIds class ids of the objects, above 0
     * @param objects boxes of the objects, float[objects * 4], of positive size
     */
    public Targets match(int[] classIds, float[] objects) {
        if (Boxes.count(objects) != classIds.length || Arrays.stream(classIds).anyMatch(id -> id < 1)) {
            throw new IllegalArgumentException("expected a box and a class id above 0 for each object, found "
                    + Boxes.count(objects) + " boxes and class ids " + Arrays.toString(classIds));
        }
        float[] overlaps = Boxes.iouMatrix(objects, boxes);
        int[] matched = mostOverlapping(overlaps, classIds.length);
        Targets targets = new Targets(new int[count()], new float[boxes.length]);
        for (int box = 0; box < matched.length; box++) {
            if (matched[box] >= 0) {
                targets.labels()[box] = classIds[matched[box]];
                coder.encode(boxes, box, objects, matched[box], targets.offsets(), box);
            }
        }
        return targets;
    }

    /** Returns the index of the object of each box; -1 for none. */
    private int[] mostOverlapping(float[] overlaps, int objects) {
        int[] matched = new int[count()];
        Arrays.fill(matched, -1);
        float[] best = new float[count()];
        for (int k = 0; k < overlaps.length; k++) {
            int box = k % count();
            if (overlaps[k] >= MATCH_IOU && overlaps[k] > best[box]) {
                best[box] = overlaps[k];
                matched[box] = k / count();
            }
        }
        boolean[] given = new boolean[count()];
        for (int object = 0; object < objects; object++) {
            int own = -1;
            for (int box = 0; box < given.length; box++) {
                boolean better = own < 0 || overlaps[object * count() + box] > overlaps[object * count() + own];
                own = !given[box] && better ? box : own;
            }
            if (own >= 0) {
                given[own] = true;
                matched[own] = object;
            }
        }
        return matched;
    }

    /**
     * Computes boxes from the offsets of an image.
     *
     * @param offsets offsets as in {@link Targets}, float[count * 4]
     * @return boxes float[count * 4], clipped to the image
     */
    public float[] decode(float[] offsets) {
        return Boxes.clip(coder.decode(boxes, offsets), window);
    }

    /**
     * Computes the detected objects from the outputs of the network for an image, with non-maximum suppression within each
     * class. Objects with the highest scores come first.
     *
     * @param logits float[count * classes], background first
     * @param offsets float[count * 4]
     * @param minScore minimum probability of a class
     * @param nmsIou if the IoU of two boxes of a class is higher, the one with the lower score is removed
     * @param max maximum number of objects
     */
    public List<Found> detect(float[] logits, float[] offsets, double minScore, float nmsIou, int max) {
        if (logits.length == 0 || logits.length % count() != 0) {
            throw new IllegalArgumentException(
                    "expected logits of " + count() + " boxes, found " + logits.length + " values");
        }
        int classes = logits.length / count();
        float[] decoded = decode(offsets);
        float[] scores = softmax(logits, classes);
        List<Found> found = new ArrayList<>();
        for (int classId = 1; classId < classes; classId++) {
            found.addAll(ofClass(classId, decoded, scores, minScore, nmsIou));
        }
        found.sort(Comparator.comparingDouble(Found::score).reversed());
        return List.copyOf(found.subList(0, Math.min(max, found.size())));
    }

    private List<Found> ofClass(int classId, float[] decoded, float[] scores, double minScore, float nmsIou) {
        int classes = scores.length / count();
        float[] kept = new float[decoded.length];
        float[] keptScores = new float[count()];
        int n = 0;
        for (int box = 0; box < count(); box++) {
            float score = scores[box * classes + classId];
            if (score >= minScore && Boxes.area(decoded, box) > 0) {
                System.arraycopy(decoded, 4 * box, kept, 4 * n, 4);
                keptScores[n++] = score;
            }
        }
        List<Found> found = new ArrayList<>();
        for (int i : Nms.select(Arrays.copyOf(kept, 4 * n), Arrays.copyOf(keptScores, n), nmsIou, n)) {
            found.add(new Found(classId, keptScores[i], Arrays.copyOfRange(kept, 4 * i, 4 * i + 4)));
        }
        return found;
    }

    private static float[] softmax(float[] logits, int classes) {
        float[] scores = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[from + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[from + c] - max);
            }
            for (int c = 0; c < classes; c++) {
                scores[from + c] = (float) (Math.exp(logits[from + c] - max) / sum);
            }
        }
        return scores;
    }
}
