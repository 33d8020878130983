// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The distribution of the differences between two results over the objects in all images of a case. */
final class Spread {

    /** Fractions of the objects at which two distributions are compared: the median, and towards the largest differences. */
    private static final List<Double> SHARES = List.of(0.5, 0.9, 0.99);

    private final List<Float> boxes = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private int missed;
    private int images;
    private double maskPixels;

    void add(ImageComparison image) {
        boxes.addAll(image.boxes());
        scores.addAll(image.scores());
        missed += image.missed();
        maskPixels += image.maskPixels();
        images++;
    }

    /** Returns the fraction of mask pixels that differ, averaged over the images. */
    double maskPixels() {
        return maskPixels / images;
    }

    /**
     * Returns whether these differences are not significantly larger than others: 50 %, 90 % and 99 % of the objects must be
     * within 1.5 times the difference of the same fraction of the others, or within a tenth of the bounds of {@link
     * ImageComparison#agrees}; and the number of objects without counterpart must not exceed that of the others by more than
     * two standard deviations.
     */
    boolean isLike(Spread others) {
        return missed - others.missed <= 2 * Math.sqrt((double) missed + others.missed)
                && areLike(boxes, others.boxes, ImageComparison.BOX)
                && areLike(scores, others.scores, ImageComparison.SCORE);
    }

    private static boolean areLike(List<Float> own, List<Float> others, double bound) {
        return SHARES.stream()
                .allMatch(share -> within(own, share) <= Math.max(0.1 * bound, 1.5 * within(others, share)));
    }

    /** Returns the difference that this fraction of the objects does not exceed. */
    private static double within(List<Float> differences, double share) {
        List<Float> sorted = differences.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<Float> differences : List.of(boxes, scores)) {
            SHARES.forEach(share -> text.append(number(within(differences, share))));
            text.append(number(within(differences, 1))).append(" |");
        }
        return text.append(number(maskPixels())).append(" | ").append(missed).toString();
    }

    /** Returns the column headings of {@link #toString}. */
    static String heading() {
        return String.format(
                "%40s | %40s | %9s | %s", "boxes, pixels: 50 %, 90 %, 99 %, all", "scores", "masks", "missed");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, " %9.1e", value);
    }
}
