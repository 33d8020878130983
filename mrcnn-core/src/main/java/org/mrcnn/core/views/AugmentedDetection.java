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
 * Test-time augmentation: finds objects in several views of an image and merges what they show. It costs as many detections as
 * there are views.
 *
 * <p>Detections of a class whose masks have an IoU of 0.5 or more, one of each view at most, are one object. Its mask has the
 * pixels for which views of half of the scores or more vote, its box is their mean weighted by score, and its score is the sum of their
 * scores divided by the number of all views, so that an object that few views show has a low score (Solovyev et al., Weighted
 * boxes fusion, 2021).
 */
public final class AugmentedDetection {

    /** Views besides the image itself. */
    public enum Kind {
        /** Left and right swapped, top and bottom swapped, and both. */
        FLIPS,
        /** Turned by 90, 180 and 270 degrees: for images without an up. With {@link #FLIPS} all eight symmetries of a square. */
        TURNS,
        /** At 0.8 times the size, and at 1.25 times in overlapping tiles, which cost up to four detections. */
        SCALES
    }

    private final Function<Image, Detections> detect;
    private final List<View> views;

    /**
     * Detection in views.
     *
     * @param detect finds the objects of one view, such as {@code model::detect}
     * @param kinds of the views, at least one
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

    /** How many views vote, the image itself included. */
    public int views() {
        return views.size();
    }

    /** Finds the objects of an image, best score first. */
    public Detections detect(Image image) {
        List<Detections> all =
                views.stream().map(view -> view.detect(image, detect)).toList();
        return new Detections(image.height(), image.width(), Votes.merge(all));
    }
}
