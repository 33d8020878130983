// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.mask.Symmetry;

/**
 * Test-time augmentation: detects objects in several views of an image and merges the results. It takes as many detections as
 * there are views.
 *
 * <p>Detections of the same class whose masks have an IoU of 0.5 or more are one object; a view contributes at most one
 * detection to it. A pixel belongs to the object's mask if the views that include it have at least half of the sum of the
 * scores. The box is the mean of the boxes, weighted by score. The score is the sum of the scores divided by the number of all
 * views, so that an object found in few views has a low score (Solovyev et al., Weighted boxes fusion, 2021).
 */
public final class AugmentedDetection {

    /** Kinds of views in addition to the image itself. */
    public enum Kind {
        /** Flipped horizontally, vertically, and both. */
        FLIPS,
        /**
         * Rotated by 90, 180 and 270 degrees, for images that have no upright orientation. Together with {@link #FLIPS}, all
         * eight symmetries of a square.
         */
        TURNS,
        /** Scaled by 0.8, and scaled by 1.25 and detected in overlapping tiles, which takes up to four detections. */
        SCALES
    }

    private final Function<Image, Detections> detect;
    private final List<View> views;

    /**
     * Creates a detector that applies {@code detect} to the image and its views.
     *
     * @param detect detects the objects in a view, for example {@code model::detect}
     * @param kinds kinds of views, at least one
     */
    public AugmentedDetection(Function<Image, Detections> detect, Set<Kind> kinds) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("views: expected flips, turns or scales, found none");
        }
        this.detect = Objects.requireNonNull(detect, "detect");
        views = views(kinds);
    }

    private static List<View> views(Set<Kind> kinds) {
        Set<Symmetry> symmetries = new LinkedHashSet<>(List.of(Symmetry.NONE));
        if (kinds.contains(Kind.FLIPS)) {
            symmetries.addAll(List.of(Symmetry.MIRROR_COLUMNS, Symmetry.MIRROR_ROWS, Symmetry.TURN_AROUND));
        }
        if (kinds.contains(Kind.TURNS)) {
            symmetries.addAll(List.of(Symmetry.TURN_LEFT, Symmetry.TURN_AROUND, Symmetry.TURN_RIGHT));
        }
        if (kinds.contains(Kind.FLIPS) && kinds.contains(Kind.TURNS)) {
            symmetries.addAll(List.of(Symmetry.MIRROR_DIAGONAL, Symmetry.MIRROR_OTHER_DIAGONAL));
        }
        List<View> views = new ArrayList<>();
        symmetries.forEach(symmetry -> views.add(new SymmetricView(symmetry)));
        if (kinds.contains(Kind.SCALES)) {
            views.add(new ShrunkView(0.8));
            views.add(new EnlargedView(1.25));
        }
        return views;
    }

    /** Returns the number of views, including the image itself. */
    public int views() {
        return views.size();
    }

    /**
     * Detects the objects in an image.
     *
     * @return the objects, highest score first; boxes and masks are in pixels of the image
     */
    public Detections detect(Image image) {
        List<Detections> all =
                views.stream().map(view -> view.detect(image, detect)).toList();
        return new Detections(image.height(), image.width(), Votes.merge(all));
    }
}
