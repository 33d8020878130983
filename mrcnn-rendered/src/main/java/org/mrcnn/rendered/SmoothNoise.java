// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.random.RandomGenerator;

/** Random fields without sharp edges: value noise on lattices whose width is halved from octave to octave. */
final class SmoothNoise {

    private static final double OCTAVE_GAIN = 0.55;

    private final long salt;
    private final double cell;
    private final int octaves;

    /** @param cell distance in pixels of the lattice points of the coarsest octave */
    SmoothNoise(double cell, int octaves, RandomGenerator random) {
        this.cell = cell;
        this.octaves = octaves;
        this.salt = random.nextLong();
    }

    /** Returns a value of about -1 to 1. */
    double at(double y, double x) {
        double sum = 0;
        double norm = 0;
        double gain = 1;
        double step = cell;
        for (int octave = 0; octave < octaves; octave++) {
            sum += gain * lattice(y / step, x / step, octave);
            norm += gain;
            gain *= OCTAVE_GAIN;
            step /= 2;
        }
        return sum / norm;
    }

    private double lattice(double y, double x, int octave) {
        long iy = (long) Math.floor(y);
        long ix = (long) Math.floor(x);
        double fy = fade(y - iy);
        double fx = fade(x - ix);
        double top = value(iy, ix, octave) * (1 - fx) + value(iy, ix + 1, octave) * fx;
        double bottom = value(iy + 1, ix, octave) * (1 - fx) + value(iy + 1, ix + 1, octave) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    private double value(long iy, long ix, int octave) {
        long z = salt + iy * 0x9E3779B97F4A7C15L + ix * 0xC2B2AE3D27D4EB4FL + octave * 0x165667B19E3779F9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (double) ((z ^ (z >>> 31)) >> 11) / (1L << 52);
    }

    private static double fade(double t) {
        return t * t * (3 - 2 * t);
    }
}
