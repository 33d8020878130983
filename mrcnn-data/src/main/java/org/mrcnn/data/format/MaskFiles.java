// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.mask.Rle;

/** Reads the objects of mask files of any layout. Assumptions become notes that name the file. */
record MaskFiles(Findings findings) {

    /**
     * Returns the objects of a file with all objects of an image: one per value or colour, or one per page of a TIFF file.
     *
     * @param classOf returns the class for a value or a page number; null if it has none
     */
    List<AnnotatedObject> ofAll(Path file, Function<Integer, String> classOf) {
        List<AnnotatedObject> objects = new ArrayList<>();
        try {
            allMasks(file)
                    .forEach((value, mask) ->
                            objects.add(object(value.toString(), classOf.apply(value), new Segment.Runs(mask))));
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, file, "a colour for each object", e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.BAD_SEGMENT, file, "a value or colour for each object", e.getMessage(), e);
        }
        return objects;
    }

    private Map<Integer, Rle> allMasks(Path file) {
        LabelImage first = Images.readLabels(file);
        if (first.pages() == 1) {
            Map<Integer, Rle> masks = pixels(file, first).objects();
            noteParts(file, masks);
            return masks;
        }
        note(DataProblem.MASK_VALUES, file, "one page", first.pages() + " pages; each page is taken as an object");
        Map<Integer, Rle> masks = new TreeMap<>();
        for (int page = 0; page < first.pages(); page++) {
            try {
                Rle mask = pixels(file, Images.readLabels(file, page)).object();
                if (mask.area() > 0) {
                    masks.put(page + 1, mask);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("in page " + (page + 1) + ", " + e.getMessage(), e);
            }
        }
        return masks;
    }

    /** Notes a file whose values are probably classes, because the pixels of each value are in several places. */
    private void noteParts(Path file, Map<Integer, Rle> masks) {
        long parts = 0;
        for (Rle mask : masks.values()) {
            long some = MaskParts.count(mask);
            if (some == 1) {
                return;
            }
            parts += some;
        }
        if (parts > 0) {
            String found = Plural.of(masks.size(), "value") + " with pixels in " + parts
                    + " separate places; each value" + " is taken as one object";
            note(DataProblem.MASK_VALUES, file, "a value for each object, not for each class", found);
        }
    }

    /** Returns the object of a file, bright on dark; one object per page of a TIFF file. */
    List<AnnotatedObject> ofOne(Path file, String label) {
        String name = String.valueOf(file.getFileName());
        List<AnnotatedObject> objects = new ArrayList<>();
        LabelImage first = Images.readLabels(file);
        for (int page = 0; page < first.pages(); page++) {
            LabelImage image = page == 0 ? first : Images.readLabels(file, page);
            Segment segment =
                    Shapes.segment(() -> new Segment.Runs(pixels(file, image).object()));
            objects.add(object(first.pages() == 1 ? name : name + " page " + (page + 1), label, segment));
        }
        return objects;
    }

    private MaskPixels pixels(Path file, LabelImage image) {
        return new MaskPixels(
                image, found -> note(DataProblem.MASK_VALUES, file, "objects by value on a background of 0", found));
    }

    /** Returns an object; if it has no class, its mask is unusable for this reason. */
    private static AnnotatedObject object(String id, String label, Segment segment) {
        Segment usable = label == null
                ? new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, "none of classes.txt in " + id)
                : segment;
        return new AnnotatedObject(id, String.valueOf(label), false, null, usable);
    }

    /** Returns an image, with the size of its masks if they all have the same size. */
    AnnotatedImage image(Path folder, Path file, Path masks, List<AnnotatedObject> objects) {
        String name = ImageFiles.name(folder, file);
        List<Rle> rles = objects.stream()
                .filter(object -> object.segment() instanceof Segment.Runs)
                .map(object -> ((Segment.Runs) object.segment()).rle())
                .toList();
        boolean one = !rles.isEmpty()
                && rles.stream()
                        .allMatch(mask -> mask.height() == rles.get(0).height()
                                && mask.width() == rles.get(0).width());
        AnnotatedImage image = new AnnotatedImage(
                name,
                name,
                file,
                one ? rles.get(0).height() : 0,
                one ? rles.get(0).width() : 0,
                masks,
                objects);
        if (one) {
            CoveringObject.note(image, findings);
        }
        return image;
    }

    void note(DataProblem problem, Path file, String expected, String found) {
        findings.add(problem, file, expected, found);
    }
}
