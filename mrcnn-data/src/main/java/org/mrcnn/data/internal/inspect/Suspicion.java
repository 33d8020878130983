// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something in an image that can be used but should be checked.
 *
 * @param kind what it is
 * @param image the image
 * @param object index in {@code image.objects()}, or -1 if it concerns the image
 * @param text what was found
 */
public record Suspicion(Kind kind, ImageFacts image, int object, String text) {

    /**
     * A box with a side below this many pixels in the network input corresponds to one cell of the finest feature map, or none.
     */
    public static final int TINY_SIDE = 4;

    /** The kinds of suspicions. */
    public enum Kind {
        /** The image file cannot be decoded, or its annotations cannot be rasterized. */
        UNREADABLE("image that cannot be read", "replace the image or leave it out"),
        /** The resize mode rejects the image. */
        NOT_RESIZABLE("image that the resize refuses", "change image.mode or the image"),
        /** Nothing is annotated in the image. */
        NO_OBJECTS("image without objects", "make sure that it was annotated: it teaches that all of it is background"),
        /** An outline that crosses itself. */
        SELF_CROSSING("outline that crosses itself", "draw it again: parts of it may be missing from the mask"),
        /** Another object of the image has nearly the same mask and the same class. */
        REPEATED("object annotated twice", "remove one of the two"),
        /** A box with a side of only a few pixels in the network input. */
        TINY("tiny object after the resize", "enlarge the network input, or remove it if it is a slip"),
        /** The object has no pixels in the network input. */
        VANISHED("object lost in the resize", "enlarge the network input; a crop may lose objects by design");

        private final String label;
        private final String remedy;

        Kind(String label, String remedy) {
            this.label = label;
            this.remedy = remedy;
        }

        /** Returns a readable name. */
        public String label() {
            return label;
        }

        /** Returns what the user can do. */
        public String remedy() {
            return remedy;
        }
    }

    /** Returns the suspicions about an image and its objects. */
    static List<Suspicion> of(ImageFacts image) {
        List<Suspicion> found = new ArrayList<>();
        image.fault()
                .ifPresent(fault -> found.add(new Suspicion(
                        image.hashes().isPresent() ? Kind.NOT_RESIZABLE : Kind.UNREADABLE, image, -1, fault)));
        if (image.hashes().isPresent() && image.objects().isEmpty()) {
            found.add(new Suspicion(Kind.NO_OBJECTS, image, -1, "no annotation of this image can be used"));
        }
        for (int i = 0; i < image.objects().size(); i++) {
            addObject(found, image, i);
        }
        return found;
    }

    private static void addObject(List<Suspicion> found, ImageFacts image, int i) {
        ObjectFacts object = image.objects().get(i);
        if (object.selfCrossing()) {
            found.add(new Suspicion(Kind.SELF_CROSSING, image, i, "two edges of its outline cross"));
        }
        if (object.repeats() >= 0) {
            ObjectFacts other = image.objects().get(object.repeats());
            String which = other.annotationId().map(id -> "annotation " + id).orElse("object " + object.repeats());
            found.add(new Suspicion(Kind.REPEATED, image, i, "nearly the same mask and class as " + which));
        }
        if (object.crowd() || image.geometry().isEmpty()) {
            return;
        }
        String before = String.format(
                Locale.ROOT, "%.0f x %.0f", object.box()[2] - object.box()[0], object.box()[3] - object.box()[1]);
        float[] box = object.resizedBox();
        if (!object.isVisible()) {
            found.add(new Suspicion(Kind.VANISHED, image, i, "no pixel left of " + before + " (height x width)"));
        } else if (Math.min(box[2] - box[0], box[3] - box[1]) < TINY_SIDE) {
            found.add(new Suspicion(
                    Kind.TINY,
                    image,
                    i,
                    String.format(
                            Locale.ROOT,
                            "%.0f x %.0f pixels (height x width), %s before the resize",
                            box[2] - box[0],
                            box[3] - box[1],
                            before)));
        }
    }
}
