// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.List;
import org.mrcnn.data.mask.Rle;

/**
 * Measures of the shape of one object, defined as scikit-image's {@code regionprops} defines them, in pixels or, after {@link
 * #scaled}, in another unit of length.
 *
 * @param area number of pixels
 * @param perimeter length of the line through the centres of the border pixels, with neighbourhood 4 (Benkrid and Crookes, "Design and
 *     FPGA implementation of a perimeter estimator"); 0 for the smallest objects
 * @param centroidX mean of the pixels' centres; the first pixel's centre is at 0.5, as ImageJ counts, where scikit-image counts 0
 * @param centroidY the same, downwards
 * @param equivalentDiameter diameter of the circle of this area
 * @param majorAxis length of the major axis of the ellipse with the same second moments
 * @param minorAxis length of its minor axis
 * @param orientation angle from the vertical to the major axis, counter-clockwise, -pi/2 to pi/2
 * @param eccentricity of that ellipse, 0 for a circle
 * @param circularity 4 pi area / perimeter^2; may exceed 1 for small objects; NaN without perimeter
 * @param solidity share of the convex hull's pixels that the object has
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

    /** Names of the measures in tables. */
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
     * @throws IllegalArgumentException if it has no pixel
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

    /** Mean of x and of y, variance of x and of y, and covariance. */
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

    /** The same object where a pixel has another size than 1, such as 0.25 for a quarter of a micrometre. */
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

    /** The ellipse of second moments. */
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

    /** The measures in the order of {@link #NAMES}. */
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
