// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.Locale;
import java.util.Optional;

/**
 * Compares the detections of this project and of another implementation in the images of a case with each other, and both with
 * those of the other implementation in float64. If a network amplifies rounding errors, two correct computations in float32
 * differ; then this project must be as close to float64 as the other implementation is.
 */
final class CaseComparison {

    private final Spread together = new Spread();
    private final Spread ours = new Spread();
    private final Spread theirs = new Spread();
    private int images;
    private int asked;
    private int agreeing;

    /**
     * Adds an image of height x width pixels.
     *
     * @param found detections of this project
     * @param other detections of the other implementation
     * @param exact detections of the other implementation in float64; empty if not computed
     * @return the difference between the first two
     */
    ImageComparison add(FoundObjects found, FoundObjects other, Optional<FoundObjects> exact, int height, int width) {
        ImageComparison both = ImageComparison.of(other, found, height, width);
        together.add(both);
        exact.ifPresent(objects -> {
            ours.add(ImageComparison.of(objects, found, height, width));
            theirs.add(ImageComparison.of(objects, other, height, width));
            asked++;
        });
        images++;
        agreeing += both.agrees() ? 1 : 0;
        return both;
    }

    Verdict verdict() {
        if (agreeing == images) {
            return Verdict.AGREES;
        }
        boolean rounding = asked > 0 && together.maskPixels() <= ImageComparison.MASK_PIXELS && ours.isLike(theirs);
        return rounding ? Verdict.ROUNDING : Verdict.DIFFERS;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(row("", Spread.heading())).append(row("with it", together));
        if (asked > 0) {
            text.append(row("with it in float64", ours)).append(row("it with itself in float64", theirs));
        }
        return text + String.format(Locale.ROOT, "%s: %d of %d images within the bounds", verdict(), agreeing, images);
    }

    private static String row(String name, Object spread) {
        return String.format("%-26s%s%n", name, spread);
    }

    enum Verdict {
        /** All images are within the bounds of {@link ImageComparison#agrees}. */
        AGREES,
        /**
         * Not all images are, but the distances of this project from float64 are like those of the other implementation; see
         * {@link Spread#isLike}.
         */
        ROUNDING,
        DIFFERS
    }
}
