// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * A set of regions of interest of each image, as ImageJ's RoiManager saves and opens it: a traced region per object, or a composite
 * one where it has holes or several parts. The class is in the name, and class and score are properties of the region.
 */
final class RoiSetFiles implements ResultFiles {
    private static final int CORNER = 3; // kind of segment, x, y
    private final Path folder;

    RoiSetFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Path file = Stems.file(folder, stem, "_RoiSet.zip");
        List<Detection> objects =
                image.found().stream().filter(d -> d.mask().area() > 0).toList();
        if (objects.isEmpty()) { // ImageJ cannot open an empty set
            AtomicFile.delete(file);
            return;
        }
        AtomicFile.stream(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            for (int i = 0; i < objects.size(); i++) {
                Roi roi = roi(objects.get(i), i + 1);
                zip.putNextEntry(new ZipEntry(roi.getName() + ".roi"));
                zip.write(RoiEncoder.saveAsByteArray(roi));
                zip.closeEntry();
            }
            zip.finish();
            zip.flush();
        });
    }

    private static Roi roi(Detection object, int number) {
        List<List<double[]>> parts = object.mask().toRings();
        boolean simple = parts.size() == 1 && parts.get(0).size() == 1;
        Roi roi = simple ? traced(parts.get(0).get(0)) : composite(parts);
        roi.setName(String.format("%04d_", number) + object.label().replaceAll("[/\\\\:\\p{Cntrl}]", "_"));
        roi.setProperty("class", object.label());
        roi.setProperty("score", Float.toString(object.score()));
        return roi;
    }

    private static Roi traced(double[] ring) {
        int[] x = new int[ring.length / 2];
        int[] y = new int[ring.length / 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = (int) ring[2 * i];
            y[i] = (int) ring[2 * i + 1];
        }
        return new PolygonRoi(x, y, x.length, Roi.TRACED_ROI);
    }

    /** Segments of a path: moves, lines and closes, by the constants of {@link java.awt.geom.PathIterator}. */
    private static Roi composite(List<List<double[]>> parts) {
        List<double[]> rings = parts.stream().flatMap(List::stream).toList();
        float[] path = new float
                [rings.stream().mapToInt(ring -> ring.length / 2 * CORNER + 1).sum()];
        int at = 0;
        for (double[] ring : rings) {
            for (int i = 0; i < ring.length; i += 2) {
                path[at++] = i == 0 ? 0 : 1;
                path[at++] = (float) ring[i];
                path[at++] = (float) ring[i + 1];
            }
            path[at++] = 4;
        }
        return new ShapeRoi(path);
    }
}
