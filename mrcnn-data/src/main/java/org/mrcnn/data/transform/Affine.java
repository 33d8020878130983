// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Scales, shears, rotates and shifts, in this order, around the centre of the image.
 *
 * @param degrees maximum rotation in both directions, 0 to 180
 * @param translate maximum shift as a fraction of each side in both directions, 0 to 1
 * @param scale smallest and largest scale, 0.01 to 100
 * @param shear maximum angle in degrees by which columns are sheared in both directions, 0 to 80
 * @param minVisible objects with less than this fraction of their area left are dropped, 0 to 1
 * @param probability 0 to 1
 */
record Affine(double degrees, double translate, List<Double> scale, double shear, double minVisible, double probability)
        implements Augmentation {

    /** Checks ranges. */
    public Affine {
        Checks.within("Affine.degrees", degrees, 0, 180);
        Checks.fraction("Affine.translate", translate);
        scale = Checks.range("Affine.scale", scale, 0.01, 100);
        Checks.within("Affine.shear", shear, 0, 80);
        Checks.fraction("Affine.minVisible", minVisible);
        Checks.fraction("Affine.probability", probability);
    }

    /** Returns the default settings: small changes in every sample. */
    public static Affine defaults() {
        return new Affine(10, 0.1, List.of(0.9, 1.1), 5, 0.1, 1);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        int height = sample.image().height();
        int width = sample.image().width();
        double angle = Math.toRadians(RandomSettings.around0(degrees, random));
        double dx = width * RandomSettings.around0(translate, random);
        double dy = height * RandomSettings.around0(translate, random);
        double factor = RandomSettings.from(scale, random);
        double slant = StrictMath.tan(Math.toRadians(RandomSettings.around0(shear, random)));
        PixelMap forward = around(width / 2.0, height / 2.0, turn(angle, factor, slant), dx, dy);
        return Geometry.move(sample, forward.inverse(), height, width, minVisible);
    }

    /** Returns rotation(angle) * shear * scale; a positive angle rotates clockwise, because y points down. */
    private static PixelMap turn(double angle, double factor, double slant) {
        double cos = factor * StrictMath.cos(angle);
        double sin = factor * StrictMath.sin(angle);
        return new PixelMap(cos, cos * slant - sin, 0, sin, sin * slant + cos, 0);
    }

    private static PixelMap around(double x, double y, PixelMap m, double dx, double dy) {
        return new PixelMap(
                m.xx(), m.xy(), x + dx - m.xx() * x - m.xy() * y, m.yx(), m.yy(), y + dy - m.yx() * x - m.yy() * y);
    }
}
