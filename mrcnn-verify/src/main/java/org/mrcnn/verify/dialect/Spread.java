// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the differences of two results are spread over the objects of all images of a case. */
final class Spread {

    /** The shares of the objects that two spreads are compared at: halfway, and towards the largest differences. */
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

    /** Share of the pixels of masks that differ, the mean of the images. */
    double maskPixels() {
        return maskPixels / images;
    }

    /**
     * Whether these differences are no larger than others, but for chance: half, 90 % and 99 % of the objects are within 1.5 times
     * the difference that as many of the others are within, or within a tenth of the bounds of {@link ImageComparison#agrees}; and
     * objects without a pair are no more than two standard deviations of their number above the number of the others.
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

    /** The difference that a share of the objects is within. */
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

    /** The columns of {@link #toString}. */
    static String heading() {
        return String.format(
                "%40s | %40s | %9s | %s", "boxes, pixels: 50 %, 90 %, 99 %, all", "scores", "masks", "missed");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, " %9.1e", value);
    }
}
