// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.BoxFit;

/** Adds notes about assumptions made for the images and objects that can be used. For single use. */
final class AssumptionNotes {

    private final Findings findings;
    private final Map<Path, String> idsByFile = new HashMap<>();

    AssumptionNotes(Findings findings) {
        this.findings = findings;
    }

    /**
     * Notes whether annotations refer to the image as displayed or as stored, unless their size says that it is the displayed
     * one. A size does not say it if the Exif orientation keeps the sides, as a half turn does, or the image is square.
     */
    void orientation(AnnotatedImage image, Images.Size size, boolean asStored) {
        boolean unsaid = image.height() == 0 && image.width() == 0;
        boolean both = size.height() == size.storedHeight() && size.width() == size.storedWidth();
        if (size.isTurned() && (asStored || unsaid || both)) {
            String found = asStored
                    ? "annotations of the size as stored, " + size.storedHeight() + "x" + size.storedWidth()
                            + ": the image is not turned"
                    : (unsaid ? "annotations that do not say a size" : "a size that the image as stored has too")
                            + ": the image is turned (Exif orientation " + size.orientation() + ")";
            String shown = size.height() + "x" + size.width();
            add(DataProblem.EXIF_ORIENTATION, image, null, "annotations of the image as shown, " + shown, found);
        }
    }

    /** Notes an image file that another image also uses. */
    void file(AnnotatedImage image) {
        String other = idsByFile.putIfAbsent(image.file().toAbsolutePath().normalize(), image.id());
        if (other != null) {
            String found = image.name() + ", the file of image id " + other + " too";
            add(DataProblem.SAME_FILE, image, null, "a file of its own", found);
        }
    }

    /** Notes a box that hardly overlaps the box of its mask. */
    void box(AnnotatedImage image, AnnotatedObject object) {
        double[] box = object.box();
        if (box == null || object.crowd()) {
            return;
        }
        BoxFit.Misfit misfit = BoxFit.of(box, extent(image, object));
        if (misfit != null) {
            add(DataProblem.BOX_DIFFERS, image, object, misfit.expected(), misfit.found());
        }
    }

    private static double[] extent(AnnotatedImage image, AnnotatedObject object) {
        double[] extent = object.segment().extent();
        if (extent != null) {
            return extent;
        }
        double[] box = AnnotatedDataset.mask(image, object).toCocoBox();
        return new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]};
    }

    /** Notes objects with the mask of an earlier object of their image, as files joined twice have them. */
    void masks(AnnotatedImage image, List<AnnotatedObject> objects) {
        Map<Object, AnnotatedObject> byMask = new HashMap<>();
        for (AnnotatedObject object : objects) {
            AnnotatedObject first = byMask.putIfAbsent(content(object.segment()), object);
            if (first != null) {
                String found = "that of annotation id " + first.id() + ", '" + first.label() + "'";
                add(DataProblem.SAME_MASK, image, object, "a mask of its own", found);
            }
        }
    }

    /** Returns an object that is equal for segments with the same numbers. */
    private static Object content(Segment segment) {
        return segment instanceof Segment.Polygons outlines
                ? outlines.polygons().stream().map(DoubleBuffer::wrap).toList()
                : segment;
    }

    /** Notes listed classes without objects. */
    void classes(List<String> labels, Set<String> used, Path file) {
        List<String> unused =
                labels.stream().skip(1).filter(label -> !used.contains(label)).toList();
        if (!unused.isEmpty()) {
            String found = "none of " + AnnotationChecker.abbreviated(unused);
            findings.add(new DataFinding(
                    DataProblem.UNUSED_CLASS, String.valueOf(file), null, null, "objects of every class", found));
        }
    }

    private void add(DataProblem problem, AnnotatedImage image, AnnotatedObject object, String expected, String found) {
        String objectId = object == null ? null : object.id();
        findings.add(new DataFinding(
                problem, String.valueOf(image.annotationFile()), image.id(), objectId, expected, found));
    }
}
