// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;

/**
 * Interprets the pixels of a mask image. Black and transparent pixels and negative numbers are background; if nothing is black,
 * so is the most frequent value if it touches all four borders. A palette index is the label if index 0 is black; otherwise
 * colours are the labels. For single use.
 */
final class MaskPixels {

    /** A grey value below this is probably a label, not a brightness. */
    private static final int FEW_LEVELS = 16;

    /** Up to this number of different fractions are labels; more are probabilities. */
    private static final int FEW_FRACTIONS = 16;

    /** The value of the border between objects, and of undecided areas, in the masks of Pascal VOC. */
    private static final int VOC_BORDER = 255;

    private final LabelImage image;
    private final Consumer<String> notes;
    private final int height;
    private final int width;
    private final int[] labels;
    private final int[] light;
    private final boolean byIndex;
    private int frame = -1; // a pixel of a background that is not black

    /**
     * Finds the background.
     *
     * @param notes receives the assumptions made
     */
    MaskPixels(LabelImage image, Consumer<String> notes) {
        this.image = image;
        this.notes = notes;
        this.height = image.height();
        this.width = image.width();
        this.labels = image.values().clone();
        this.light = Arrays.stream(labels).map(image::brightness).toArray();
        this.byIndex = image.indexed() && indexIsLabel();
        if (image.indexed() && !byIndex) {
            int channels = isGrey() ? 0xff : 0xffffff;
            Arrays.setAll(labels, p -> image.shown(labels[p]) & channels);
        }
        removeClear();
        removeNegative();
        removeFrame();
    }

    /** Returns one mask per label. */
    Map<Integer, Rle> objects() {
        if (image.fractions() && distinct(labels).length > FEW_FRACTIONS) {
            notes.accept("fractions, such as probabilities; what is above half of the largest is taken as one object");
            return Map.of(brightest(), brightPart());
        }
        Map<Integer, Rle> objects = LabelMasks.of(labels, height, width, border());
        boolean numbers = !image.shownInColour() && brightest() < FEW_LEVELS;
        boolean sharp = numbers || !shown().found(p -> labels[p] != 0);
        if (objects.size() < 2 || (sharp && !image.lossy())) {
            if (image.fractions()) {
                notes.accept("fractions; each of the " + objects.size() + " values is taken as an object");
            }
            return objects;
        }
        if (!isGrey() || SoftEdges.hasLevels(light, height, width)) {
            throw new IllegalArgumentException(
                    objects.size() + (isGrey() ? " grey values" : " colours") + " and soft edges"
                            + (image.lossy() ? " (JPEG changes values)" : "")
                            + ", so where an object ends is unknown; save masks as PNG without smoothing, scale them by"
                            + " nearest neighbour");
        }
        notes.accept(objects.size() + " values with soft edges, taken as one object by half of the brightest");
        return Map.of(brightest(), brightPart());
    }

    /** Returns the mask of a file with one object: its opaque part, or the pixels brighter than half of the brightest. */
    Rle object() {
        int[] values = distinct(labels);
        if (image.hasClear() && values.length > 1) {
            return mask(p -> !image.isClear(p)); // a cut-out, whose colours have no meaning
        }
        if (values.length > 1 && hasSeveralObjects(values.length)) {
            String some = Arrays.toString(Arrays.copyOf(values, Math.min(5, values.length)));
            throw new IllegalArgumentException(values.length + " values in the file of one object, such as " + some
                    + "; give each object a file, or all objects of an image one file");
        }
        if (image.fractions()) {
            notes.accept("fractions; what is above half of the largest is taken as the object");
        }
        return frame >= 0 && values.length == 1 ? mask(p -> labels[p] != 0) : brightPart();
    }

    private boolean hasSeveralObjects(int values) {
        if (frame >= 0 || !isGrey()) {
            return !image.lossy() && !shown().found(p -> labels[p] != 0);
        }
        if (image.fractions() && values > FEW_FRACTIONS) {
            return false;
        }
        return brightest() < FEW_LEVELS || SoftEdges.hasLevels(light, height, width);
    }

    /** Returns the different labels except 0, in ascending order. */
    private static int[] distinct(int[] labels) {
        Set<Integer> values = new TreeSet<>();
        int last = 0;
        for (int label : labels) {
            if (label != last) {
                values.add(label);
                last = label;
            }
        }
        return values.stream()
                .mapToInt(Integer::intValue)
                .filter(value -> value != 0)
                .toArray();
    }

    /**
     * Returns the pixels brighter than half of the brightest; on a background that is not black, those on the other side of the
     * middle.
     */
    private Rle brightPart() {
        int most = brightest();
        int least = frame < 0 ? 0 : Arrays.stream(light).min().orElse(0);
        boolean dark = frame >= 0 && 2L * light[frame] > (long) most + least;
        return mask(p -> labels[p] != 0 && (2L * light[p] > (long) most + least) != dark);
    }

    private Rle mask(IntPredicate isObject) {
        byte[] mask = new byte[labels.length];
        for (int p = 0; p < mask.length; p++) {
            mask[p] = (byte) (isObject.test(p) ? 1 : 0);
        }
        return Rle.of(mask, height, width);
    }

    private int brightest() {
        return Arrays.stream(light).max().orElse(0);
    }

    private SoftEdges shown() {
        int[] shown = image.values().clone();
        Arrays.setAll(shown, p -> image.isClear(p) ? 0 : image.shown(shown[p]));
        return new SoftEdges(height, width, shown, image.shownInColour());
    }

    private boolean isGrey() {
        return !image.shownInColour()
                || Arrays.stream(image.values()).map(image::shown).allMatch(c -> (c & 0xffff) == c >> 8);
    }

    private boolean indexIsLabel() {
        int[] values = image.values();
        return image.shown(0) == 0
                || (Arrays.stream(values).noneMatch(index -> index == 0)
                        && Arrays.stream(distinct(values)).noneMatch(index -> image.shown(index) == 0));
    }

    private void removeClear() {
        if (!image.hasClear()) {
            return;
        }
        notes.accept("transparent pixels; taken as background, whatever their colour");
        boolean black = IntStream.range(0, labels.length).allMatch(p -> image.isClear(p) || labels[p] == 0);
        for (int p = 0; p < labels.length; p++) {
            labels[p] = image.isClear(p) ? 0 : black ? 1 : labels[p];
            light[p] = image.isClear(p) ? 0 : black ? 1 : light[p];
        }
    }

    private void removeNegative() {
        boolean signed = !image.shownInColour();
        long negative =
                signed ? Arrays.stream(labels).filter(label -> label < 0).count() : 0;
        if (negative > 0) {
            long zeros = Arrays.stream(labels).filter(label -> label == 0).count();
            notes.accept(negative + " pixels below 0 or above " + Integer.MAX_VALUE + "; taken as background"
                    + (zeros == 0 ? "" : ", and so are the " + zeros + " pixels of 0"));
            Arrays.setAll(labels, p -> Math.max(0, labels[p]));
        }
    }

    private void removeFrame() {
        if (image.hasClear() || image.fractions() || Arrays.stream(labels).anyMatch(label -> label == 0)) {
            return;
        }
        Map<Integer, Rle> all = LabelMasks.of(labels, height, width, 0);
        int largest = Collections.max(all.entrySet(), Comparator.comparing(entry -> entry.getValue()
                        .area()))
                .getKey();
        float[] box = all.get(largest).bounds();
        if (all.size() == 1 || box[0] > 0 || box[1] > 0 || box[2] < height || box[3] < width) {
            return;
        }
        frame = IntStream.range(0, labels.length)
                .filter(p -> labels[p] == largest)
                .findFirst()
                .orElseThrow();
        notes.accept("nothing black, and " + name(largest) + " at all four borders; taken as background");
        Arrays.setAll(labels, p -> labels[p] == largest ? 0 : labels[p]);
    }

    private String name(int label) {
        return image.shownInColour() && !byIndex
                ? String.format(Locale.ROOT, "colour #%06x", image.shown(image.values()[frame]))
                : "value " + label;
    }

    /** Returns 255 if the other labels are 1, 2, 3, ... or have the colours of VOC; 0 if there is no such border. */
    private int border() {
        boolean bytes = byIndex || (!image.indexed() && image.isWhite(VOC_BORDER));
        if (!bytes || Arrays.stream(labels).noneMatch(label -> label == VOC_BORDER)) {
            return 0;
        }
        int[] others = Arrays.stream(distinct(labels))
                .filter(label -> label != VOC_BORDER)
                .toArray();
        boolean counted = Arrays.stream(others).max().orElse(VOC_BORDER) <= 2 * others.length;
        boolean vocColours = image.indexed() && image.shown(1) == 0x800000 && image.shown(2) == 0x008000;
        if (others.length == 0 || !(counted || vocColours)) {
            return 0;
        }
        notes.accept("value 255 beside labels from 1, as borders have it in Pascal VOC; taken as background");
        return VOC_BORDER;
    }
}
