package org.mrcnn.data.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.data.mask.Rle;

/** Ground truth and detections of one category in one image, in the order they were given. */
final class ImageGroup {
    private final long imageId;
    final List<GroundTruth> truths = new ArrayList<>();
    final List<Detection> detections = new ArrayList<>();

    ImageGroup(long imageId) {
        this.imageId = imageId;
    }

    /** The best scored detections, at most {@code limit}. */
    List<Detection> best(int limit) {
        int[] order = StableOrder.descending(
                detections.stream().mapToDouble(Detection::score).toArray());
        List<Detection> best = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, order.length); i++) {
            best.add(detections.get(order[i]));
        }
        return best;
    }

    /** Overlap of the detections with all ground truth: [detections * truths]. */
    double[] iou(List<Detection> best, IouType type) {
        boolean[] crowd = new boolean[truths.size()];
        for (int g = 0; g < crowd.length; g++) {
            crowd[g] = truths.get(g).crowd();
        }
        return switch (type) {
            case BBOX ->
                boxIou(
                        all(best, Detection::box, "detection", "box"),
                        all(truths, GroundTruth::box, "ground truth", "box"),
                        crowd);
            case SEGM ->
                maskIou(
                        all(best, Detection::mask, "detection", "mask"),
                        all(truths, GroundTruth::mask, "ground truth", "mask"),
                        crowd);
        };
    }

    private static double[] boxIou(List<CocoBox> detections, List<CocoBox> truths, boolean[] crowd) {
        double[] iou = new double[detections.size() * crowd.length];
        int k = 0;
        for (CocoBox detection : detections) {
            for (int g = 0; g < crowd.length; g++) {
                iou[k++] = detection.iou(truths.get(g), crowd[g]);
            }
        }
        return iou;
    }

    private double[] maskIou(List<Rle> detections, List<Rle> truths, boolean[] crowd) {
        try {
            return Rle.iou(detections, truths, crowd);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("image " + imageId + ": " + e.getMessage(), e);
        }
    }

    private <T, U> List<U> all(List<T> objects, Function<T, U> part, String what, String name) {
        List<U> parts = new ArrayList<>(objects.size());
        for (T object : objects) {
            U found = part.apply(object);
            if (found == null) {
                throw new IllegalArgumentException("image " + imageId + ": a " + what + " has no " + name
                        + "; give one or evaluate the other IouType");
            }
            parts.add(found);
        }
        return parts;
    }
}
