// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The shape of a cell: a bent super-ellipse whose radius varies with the angle. */
final class CellOutline {

    static final int ROUND = 1;
    static final int ELONGATED = 2;

    private static final int ANGLES = 256;
    private static final int WAVES = 7;

    final int kind;
    final double y;
    final double x;
    private final double halfLength;
    private final double halfWidth;
    private final double cos;
    private final double sin;
    private final double bend;
    private final double power;
    private final double[] wobble = new double[ANGLES + 1];

    /**
     * Where a cell is.
     *
     * @param radius mean radius in pixels
     * @param direction angle of its long axis in radians
     */
    record Place(double y, double x, double radius, double direction) {}

    CellOutline(int kind, Place place, RandomGenerator random) {
        this.kind = kind;
        y = place.y();
        x = place.x();
        boolean round = kind == ROUND;
        double aspect = round ? random.nextDouble(1, 1.35) : random.nextDouble(2.1, 3.6);
        halfWidth = place.radius() / Math.sqrt(aspect);
        halfLength = place.radius() * Math.sqrt(aspect);
        cos = StrictMath.cos(place.direction());
        sin = StrictMath.sin(place.direction());
        bend = round ? 0 : random.nextDouble(-0.7, 0.7);
        power = round ? 2 : random.nextDouble(1.8, 2.6);
        fillWobble(round ? random.nextDouble(0.02, 0.11) : random.nextDouble(0.02, 0.07), random);
    }

    private void fillWobble(double strength, RandomGenerator random) {
        Arrays.fill(wobble, 1);
        for (int wave = 2; wave <= WAVES; wave++) {
            double amplitude = strength * random.nextGaussian() * 2 / wave;
            double phase = random.nextDouble(2 * Math.PI);
            for (int i = 0; i <= ANGLES; i++) {
                wobble[i] += amplitude * StrictMath.cos(2 * Math.PI * wave * i / ANGLES + phase);
            }
        }
        for (int i = 0; i <= ANGLES; i++) {
            wobble[i] = Math.max(0.6, wobble[i]);
        }
    }

    /** Returns the maximum distance of a pixel that belongs to the cell or its edge. */
    double reach() {
        return (halfLength + Math.abs(bend) * halfWidth) * 1.7 + 3;
    }

    /** Returns the mean distance in pixels from centre to edge across the cell, a scale for soft edges. */
    double thickness() {
        return halfWidth;
    }

    /** Returns 0 at the centre, 1 on the outline, more outside. */
    double depth(double py, double px) {
        double along = (px - x) * cos + (py - y) * sin;
        double across = (py - y) * cos - (px - x) * sin;
        double u = along / halfLength;
        double v = across / halfWidth - bend * (u * u - 0.4);
        double distance = power == 2
                ? Math.sqrt(u * u + v * v)
                : StrictMath.pow(StrictMath.pow(Math.abs(u), power) + StrictMath.pow(Math.abs(v), power), 1 / power);
        double turn = (StrictMath.atan2(v, u) / (2 * Math.PI) + 0.5) * ANGLES;
        int before = Math.min(ANGLES - 1, (int) turn);
        double share = turn - before;
        return distance / (wobble[before] * (1 - share) + wobble[before + 1] * share);
    }
}
