// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.List;
import org.mrcnn.data.mask.Rle;

/**
 * Shape measures of one object, as defined by {@code regionprops} of scikit-image, in pixels or, after {@link #scaled}, in
 * another unit of length.
 *
 * @param area area: the number of pixels
 * @param perimeter length of the line through the centres of the border pixels, with 4 neighbours (Benkrid and Crookes, "Design
 *     and FPGA implementation of a perimeter estimator"); 0 for the smallest objects
 * @param centroidX mean x of the pixel centres; the centre of the first pixel is 0.5, as in ImageJ (0 in scikit-image)
 * @param centroidY mean y of the pixel centres
 * @param equivalentDiameter diameter of the circle with the same area
 * @param majorAxis length of the major axis of the ellipse with the same second moments
 * @param minorAxis length of the minor axis of this ellipse
 * @param orientation angle from the vertical to the major axis in radians, counter-clockwise, -pi/2 to pi/2
 * @param eccentricity eccentricity of this ellipse, 0 for a circle
 * @param circularity 4 pi area / perimeter^2; may exceed 1 for small objects; NaN if the perimeter is 0
 * @param solidity area divided by the number of pixels of the convex hull
 */
public record Measures(
        double area,
        double perimeter,
        double centroidX,
        double centroidY,
        double equivalentDiameter,
        double majorAxis,
        double minorAxis,
        double orientation,
        double eccentricity,
        double circularity,
        double solidity) {

    /** The names of the measures in tables. */
    public static final List<String> NAMES = List.of(
            "area",
            "perimeter",
            "centroid_x",
            "centroid_y",
            "equivalent_diameter",
            "major_axis",
            "minor_axis",
            "orientation",
            "eccentricity",
            "circularity",
            "solidity");

    /**
     * Measures a mask.
     *
     * @throws IllegalArgumentException if the mask is empty
     */
    public static Measures of(Rle mask) {
        float[] bounds = mask.bounds();
        if (mask.area() == 0) {
            throw new IllegalArgumentException("measures: expected a mask of at least one pixel, found none");
        }
        int top = (int) bounds[0];
        int left = (int) bounds[1];
        int width = (int) bounds[3] - left;
        byte[] pixels = mask.toMask(top, left, (int) bounds[2], (int) bounds[3]);
        double area = mask.area();
        double perimeter = Perimeter.of(pixels, width);
        double[] moments = moments(pixels, width);
        Ellipse ellipse = Ellipse.of(moments[2], moments[3], moments[4]);
        return new Measures(
                area,
                perimeter,
                left + moments[0] + 0.5,
                top + moments[1] + 0.5,
                Math.sqrt(4 * area / Math.PI),
                ellipse.major(),
                ellipse.minor(),
                ellipse.orientation(),
                ellipse.eccentricity(),
                perimeter == 0 ? Double.NaN : 4 * Math.PI * area / (perimeter * perimeter),
                area / ConvexHull.pixels(pixels, width));
    }

    /** Returns the means of x and y, the variances of x and y, and the covariance. */
    private static double[] moments(byte[] pixels, int width) {
        double[] sums = new double[3];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / width;
            sums[0] += pixels[i] * (i - row * width);
            sums[1] += pixels[i] * row;
            sums[2] += pixels[i];
        }
        double[] moments = {sums[0] / sums[2], sums[1] / sums[2], 0, 0, 0};
        for (int i = 0; i < pixels.length; i++) {
            int row = i / width;
            double dx = i - row * width - moments[0];
            double dy = row - moments[1];
            moments[2] += pixels[i] * dx * dx / sums[2];
            moments[3] += pixels[i] * dy * dy / sums[2];
            moments[4] += pixels[i] * dx * dy / sums[2];
        }
        return moments;
    }

    /**
     * Returns the measures of the same object for another pixel size than 1, for example 0.25 for a quarter of a micrometre.
     */
    public Measures scaled(double pixelSize) {
        return new Measures(
                area * pixelSize * pixelSize,
                perimeter * pixelSize,
                centroidX * pixelSize,
                centroidY * pixelSize,
                equivalentDiameter * pixelSize,
                majorAxis * pixelSize,
                minorAxis * pixelSize,
                orientation,
                eccentricity,
                circularity,
                solidity);
    }

    /** The ellipse with the same second moments. */
    private record Ellipse(double major, double minor, double orientation, double eccentricity) {
        static Ellipse of(double varianceX, double varianceY, double covariance) {
            double mean = (varianceX + varianceY) / 2;
            double half = Math.hypot((varianceX - varianceY) / 2, covariance);
            double large = mean + half;
            double small = Math.max(0, mean - half);
            double round = covariance > 0 ? Math.PI / 4 : -Math.PI / 4;
            double orientation = varianceX == varianceY ? round : Math.atan2(2 * covariance, varianceY - varianceX) / 2;
            double eccentricity = large == 0 ? 0 : Math.sqrt(1 - small / large);
            return new Ellipse(4 * Math.sqrt(large), 4 * Math.sqrt(small), orientation, eccentricity);
        }
    }

    /** Returns the measures in the order of {@link #NAMES}. */
    public double[] values() {
        return new double[] {
            area,
            perimeter,
            centroidX,
            centroidY,
            equivalentDiameter,
            majorAxis,
            minorAxis,
            orientation,
            eccentricity,
            circularity,
            solidity
        };
    }
}
