// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;

/**
 * A custom annotation format: a CSV file with one object per line, {@code file,class,x,y,x,y,...}, with polygon corners in
 * pixels. The resulting data set is checked like any other, and a bad line is reported with its number. Arguments: CSV file,
 * folder of images.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.OwnFormat annotations.csv images}</pre>
 */
public final class OwnFormat {
    private OwnFormat() {}

    /** Runs the example: prints the content of the data set and its faults. */
    public static void main(String[] args) throws IOException {
        AnnotatedDataset data = open(Path.of(args[0]), Path.of(args[1]), BadDataPolicy.SKIP);
        System.out.println("classes " + data.labels());
        System.out.println(data.report());
    }

    /** Opens the data set. {@link BadDataPolicy#FAIL} throws at the first bad line; SKIP leaves bad lines out. */
    public static AnnotatedDataset open(Path csv, Path images, BadDataPolicy policy) throws IOException {
        // example: OwnFormat
        Findings findings = new Findings(policy);
        Map<String, List<AnnotatedObject>> objects = new LinkedHashMap<>();
        TreeSet<String> classes = new TreeSet<>();
        List<String> lines = Files.readAllLines(csv);
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            try {
                AnnotatedObject object = object("line " + (i + 1), cells);
                objects.computeIfAbsent(cells[0], file -> new ArrayList<>()).add(object);
                classes.add(object.label());
            } catch (IllegalArgumentException e) {
                findings.add(
                        DataProblem.BAD_LAYOUT,
                        csv,
                        "file,class,x,y,x,y,...",
                        "line " + (i + 1) + ": " + e.getMessage());
            }
        }
        List<AnnotatedImage> annotated = new ArrayList<>();
        objects.forEach(
                (file, of) -> // height and width 0: not in the file, read from the image
                annotated.add(new AnnotatedImage(file, file, images.resolve(file), 0, 0, csv, of)));
        return AnnotatedDataset.of(new Lines(List.copyOf(classes), annotated), findings);
        // end
    }

    private static AnnotatedObject object(String id, String[] cells) {
        if (cells.length < 2 || cells[1].isBlank()) {
            throw new IllegalArgumentException("no class");
        }
        double[] corners =
                Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray();
        return new AnnotatedObject(id, cells[1], false, null, new Segment.Polygons(List.of(corners)));
    }

    private record Lines(List<String> classes, List<AnnotatedImage> images) implements AnnotationSource {}
}
