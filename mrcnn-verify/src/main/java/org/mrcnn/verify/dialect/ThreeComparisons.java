// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

/**
 * What this project and another implementation found in an image, each compared with the other and with what the other one finds
 * in float64. Where the network enlarges rounding, two ways of computing it in float32 differ, and neither is the right one.
 *
 * @param together this project and the other implementation
 * @param ours this project and the other implementation in float64
 * @param theirs the other implementation, and the same in float64
 */
record ThreeComparisons(ImageComparison together, ImageComparison ours, ImageComparison theirs) {

    static ThreeComparisons of(FoundObjects ours, FoundObjects theirs, FoundObjects exact, int height, int width) {
        return new ThreeComparisons(
                ImageComparison.of(theirs, ours, height, width),
                ImageComparison.of(exact, ours, height, width),
                ImageComparison.of(exact, theirs, height, width));
    }

    Verdict verdict() {
        if (together.agrees() || ours.agrees()) {
            return Verdict.AGREES;
        }
        return ours.atMostTwice(theirs) ? Verdict.ROUNDING : Verdict.DIFFERS;
    }

    enum Verdict {
        /** Within the bounds of the other implementation, or of the same in float64. */
        AGREES,
        /** Further from the other implementation in float64, but at most twice as far as that is from itself. */
        ROUNDING,
        DIFFERS
    }
}
