// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results.internal;

import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.util.List;
import java.util.Locale;
import org.mrcnn.core.detect.Detection;

/**
 * Converts objects to ImageJ's regions of interest: a traced region, or a composite one for an object with holes or several
 * parts. Class and score are properties of the region.
 */
public final class ObjectRois {
    private static final int CORNER = 3; // values per corner: type of segment, x, y

    private ObjectRois() {}

    /** Returns the region of an object, which must have pixels. */
    public static Roi of(Detection object, String name) {
        List<List<double[]>> parts = object.mask().toRings();
        boolean simple = parts.size() == 1 && parts.get(0).size() == 1;
        Roi roi = simple ? traced(parts.get(0).get(0)) : composite(parts);
        roi.setName(name);
        roi.setProperty("class", object.label());
        roi.setProperty("score", Float.toString(object.score()));
        return roi;
    }

    /** Returns a name of number and class, which is also a valid file name. */
    public static String name(int number, Detection object) {
        return String.format(Locale.ROOT, "%04d_", number) + object.label().replaceAll("[/\\\\:\\p{Cntrl}]", "_");
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

    /** Returns the region of several rings as a path, with the segment types of {@link java.awt.geom.PathIterator}. */
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
