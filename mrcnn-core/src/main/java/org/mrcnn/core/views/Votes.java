// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/** The detections of one object in several views. {@link #merge} groups the detections of all views by object. */
final class Votes {

    /** Minimum IoU of two masks that belong to the same object. */
    private static final double SAME = 0.5;

    private final Detection best;
    private final List<Detection> all = new ArrayList<>();
    private final BitSet views = new BitSet();

    private Votes(Detection best, int view) {
        this.best = best;
        add(best, view);
    }

    private record Seen(Detection detection, int view) {}

    /** Returns one detection per object, highest score first. */
    static List<Detection> merge(List<Detections> views) {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            int view = i;
            views.get(i).stream().forEach(d -> seen.add(new Seen(d, view)));
        }
        seen.sort(Comparator.comparing((Seen s) -> s.detection().score()).reversed());
        List<Votes> objects = new ArrayList<>();
        for (Seen each : seen) {
            Votes object = nearest(objects, each);
            if (object == null) {
                objects.add(new Votes(each.detection(), each.view()));
            } else {
                object.add(each.detection(), each.view());
            }
        }
        return objects.stream()
                .map(object -> object.elected(views.size()))
                .sorted(Comparator.comparing(Detection::score).reversed())
                .toList();
    }

    /**
     * Returns, among the objects that have no detection in this view yet, the one whose best mask has the highest IoU with the
     * detection; null if no IoU reaches the minimum.
     */
    private static Votes nearest(List<Votes> objects, Seen seen) {
        Votes nearest = null;
        double most = SAME;
        for (Votes object : objects) {
            if (object.accepts(seen)) {
                double iou = Rle.iou(List.of(seen.detection().mask()), List.of(object.best.mask()), new boolean[1])[0];
                if (iou >= most) {
                    most = iou;
                    nearest = object;
                }
            }
        }
        return nearest;
    }

    private boolean accepts(Seen seen) {
        float[] a = best.box();
        float[] b = seen.detection().box();
        return best.classId() == seen.detection().classId()
                && !views.get(seen.view())
                && a[0] < b[2]
                && b[0] < a[2]
                && a[1] < b[3]
                && b[1] < a[3];
    }

    private void add(Detection detection, int view) {
        all.add(detection);
        views.set(view);
    }

    private Detection elected(int voters) {
        double sum = all.stream().mapToDouble(Detection::score).sum();
        double[] box = new double[4];
        for (Detection d : all) {
            for (int i = 0; i < 4; i++) {
                box[i] += d.box()[i] * (sum > 0 ? d.score() / sum : 1.0 / all.size());
            }
        }
        float[] mean = {(float) box[0], (float) box[1], (float) box[2], (float) box[3]};
        return new Detection(best.classId(), best.label(), (float) (sum / voters), mean, mask(sum));
    }

    private Rle mask(double sum) {
        List<MaskCrop> crops = all.stream()
                .map(d -> RleCrops.crop(d.mask()))
                .filter(crop -> !crop.isEmpty())
                .toList();
        if (all.size() == 1 || crops.isEmpty()) {
            return best.mask();
        }
        int y1 = crops.stream().mapToInt(MaskCrop::y1).min().orElseThrow();
        int x1 = crops.stream().mapToInt(MaskCrop::x1).min().orElseThrow();
        int y2 = crops.stream().mapToInt(MaskCrop::y2).max().orElseThrow();
        int x2 = crops.stream().mapToInt(MaskCrop::x2).max().orElseThrow();
        double[] votes = new double[(y2 - y1) * (x2 - x1)];
        for (Detection d : all) {
            byte[] pixels = d.mask().toMask(y1, x1, y2, x2);
            for (int i = 0; i < votes.length; i++) {
                votes[i] += pixels[i] * d.score();
            }
        }
        byte[] elected = new byte[votes.length];
        for (int i = 0; i < votes.length; i++) {
            elected[i] = (byte) (votes[i] >= sum / 2 ? 1 : 0);
        }
        return RleCrops.of(
                new MaskCrop(y1, x1, y2, x2, elected),
                best.mask().height(),
                best.mask().width());
    }
}
