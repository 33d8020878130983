// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.image.Image;

/** The microscope and camera: renders cells to pixels with the imperfections of real images. Used for one image. */
final class CellOptics {

    /** How the slide is illuminated. */
    private enum Mode {
        FLUORESCENCE,
        TRANSMITTED,
        STAINED
    }

    /** Absorbance of red, green, blue by haematoxylin and eosin (Ruifrok and Johnston 2001, rounded). */
    private static final double[] HAEMATOXYLIN = {0.65, 0.70, 0.29};

    private static final double[] EOSIN = {0.09, 0.95, 0.28};

    private final int size;
    private final RandomGenerator random;
    private final Mode mode;
    private final float[] signal;
    private final double focus;

    CellOptics(int size, RandomGenerator random) {
        this.size = size;
        this.random = random;
        signal = new float[size * size];
        double choice = random.nextDouble();
        mode = choice < 0.6 ? Mode.FLUORESCENCE : choice < 0.8 ? Mode.TRANSMITTED : Mode.STAINED;
        focus = random.nextDouble(0.6, 1.5);
    }

    Image photograph(List<CellOutline> cells) {
        outOfFocusLight();
        double typical = random.nextDouble(0.4, 0.75);
        for (CellOutline cell : cells) {
            paint(cell, typical);
        }
        debris();
        float[] sharp = GaussianBlur.apply(signal, size, focus);
        if (mode == Mode.FLUORESCENCE) {
            float[] scattered = GaussianBlur.apply(signal, size, random.nextDouble(5, 9));
            for (int i = 0; i < sharp.length; i++) {
                sharp[i] = 0.86f * sharp[i] + 0.14f * scattered[i];
            }
        }
        return expose(sharp);
    }

    /** Adds cells far above or below the focal plane: broad faint patches that nobody annotates. */
    private void outOfFocusLight() {
        int patches = random.nextInt(0, 5);
        for (int i = 0; i < patches; i++) {
            double y = random.nextDouble(size);
            double x = random.nextDouble(size);
            double spread = random.nextDouble(14, 30);
            double strength = random.nextDouble(0.03, 0.12) * (mode == Mode.TRANSMITTED ? -0.6 : 1);
            for (int p = 0; p < signal.length; p++) {
                int row = p / size;
                double dy = row - y;
                double dx = p % size - x;
                signal[p] += (float) (strength * StrictMath.exp(-(dy * dy + dx * dx) / (2 * spread * spread)));
            }
        }
    }

    private void paint(CellOutline cell, double typical) {
        double brightness = typical * StrictMath.exp(random.nextGaussian() * 0.42);
        brightness = Math.min(1.15, Math.max(0.14, brightness));
        SmoothNoise texture = new SmoothNoise(random.nextDouble(4, 8), 3, random);
        double contrast = random.nextDouble(0.25, 0.6);
        double dome = random.nextDouble(0.1, 0.45);
        double edge = 1.2 / cell.thickness();
        double[][] spots = spots(cell);
        int y2 = (int) Math.min(size, cell.y + cell.reach());
        int x2 = (int) Math.min(size, cell.x + cell.reach());
        for (int y = (int) Math.max(0, cell.y - cell.reach()); y < y2; y++) {
            for (int x = (int) Math.max(0, cell.x - cell.reach()); x < x2; x++) {
                double depth = cell.depth(y, x);
                if (depth > 1.5) {
                    continue;
                }
                double grain = 1 + contrast * texture.at(y, x) + spotsAt(spots, y, x);
                int p = y * size + x;
                if (mode == Mode.TRANSMITTED) {
                    paintRefraction(p, depth, edge, grain, brightness);
                } else {
                    double inside = smooth((1 + edge - depth) / (2 * edge));
                    double body = brightness * grain * (1 - dome * Math.min(1, depth * depth));
                    // Light of a cell below still shines through: overlaps of real cells are brighter.
                    signal[p] = (float) (signal[p] * (1 - 0.75 * inside) + body * inside);
                }
            }
        }
    }

    /**
     * Paints refraction: a cell in transmitted light has a dark rim with a bright line outside, and little contrast within.
     */
    private void paintRefraction(int p, double depth, double edge, double grain, double brightness) {
        double inside = smooth((1 + edge - depth) / (2 * edge));
        double rim = bump(depth, 0.95, 1.3 * edge);
        double halo = bump(depth, 1 + 2.4 * edge, 1.5 * edge);
        double body = -0.10 * brightness + 0.22 * (grain - 1);
        signal[p] = (float) (signal[p] * (1 - 0.7 * inside)
                + inside * body
                - rim * (0.16 + 0.22 * brightness)
                + halo * (0.05 + 0.12 * brightness));
    }

    /** Returns nucleoli and vacuoles: y, x, radius, strength. */
    private double[][] spots(CellOutline cell) {
        double[][] spots = new double[cell.kind == CellOutline.ROUND ? random.nextInt(0, 5) : random.nextInt(0, 3)][];
        double sign = random.nextDouble() < 0.6 ? -1 : 1;
        for (int i = 0; i < spots.length; i++) {
            double angle = random.nextDouble(2 * Math.PI);
            double distance = cell.thickness() * random.nextDouble(0, 0.6);
            spots[i] = new double[] {
                cell.y + distance * StrictMath.sin(angle),
                cell.x + distance * StrictMath.cos(angle),
                cell.thickness() * random.nextDouble(0.1, 0.24),
                sign * random.nextDouble(0.2, 0.55)
            };
        }
        return spots;
    }

    private static double spotsAt(double[][] spots, int y, int x) {
        double sum = 0;
        for (double[] spot : spots) {
            double dy = y - spot[0];
            double dx = x - spot[1];
            double reach = (dy * dy + dx * dx) / (2 * spot[2] * spot[2]);
            sum += reach < 8 ? spot[3] * StrictMath.exp(-reach) : 0;
        }
        return sum;
    }

    /** Adds specks, and occasionally a fibre. */
    private void debris() {
        int specks = random.nextInt(0, 14);
        for (int i = 0; i < specks; i++) {
            stroke(random.nextDouble(size), random.nextDouble(size), 0, 0, random.nextDouble(0.6, 1.9));
        }
        if (random.nextDouble() < 0.25) {
            double length = random.nextDouble(20, 70);
            double bend = random.nextDouble(-0.05, 0.05);
            stroke(random.nextDouble(size), random.nextDouble(size), length, bend, random.nextDouble(0.5, 0.9));
        }
    }

    private void stroke(double y, double x, double length, double bend, double radius) {
        double strength = random.nextDouble(0.15, 0.8) * (mode == Mode.TRANSMITTED ? -0.5 : 1);
        double direction = random.nextDouble(2 * Math.PI);
        double cy = y;
        double cx = x;
        float[] drawn = new float[signal.length];
        for (double s = 0; s <= length; s += 0.5) {
            dab(drawn, cy, cx, radius);
            direction += bend * 0.5;
            cy += 0.5 * StrictMath.sin(direction);
            cx += 0.5 * StrictMath.cos(direction);
        }
        for (int p = 0; p < signal.length; p++) {
            signal[p] += (float) strength * drawn[p];
        }
    }

    private void dab(float[] drawn, double cy, double cx, double radius) {
        int reach = (int) Math.ceil(3 * radius);
        for (int y = Math.max(0, (int) cy - reach); y < Math.min(size, (int) cy + reach + 1); y++) {
            for (int x = Math.max(0, (int) cx - reach); x < Math.min(size, (int) cx + reach + 1); x++) {
                double square = (y - cy) * (y - cy) + (x - cx) * (x - cx);
                float value = (float) StrictMath.exp(-square / (2 * radius * radius));
                drawn[y * size + x] = Math.max(drawn[y * size + x], value);
            }
        }
    }

    private Image expose(float[] light) {
        Image image = Image.black(size, size, 3);
        float[] lamp = illumination();
        SmoothNoise tissue = new SmoothNoise(random.nextDouble(18, 40), 4, random);
        double background = mode == Mode.FLUORESCENCE ? random.nextDouble(0.03, 0.16) : random.nextDouble(0.55, 0.72);
        double eosin = random.nextDouble(0.12, 0.4);
        double stain = random.nextDouble(0.9, 1.5);
        double photons = mode == Mode.FLUORESCENCE ? random.nextDouble(45, 260) : random.nextDouble(250, 900);
        double gain = random.nextDouble(0.75, 1.1);
        double[] rgb = new double[3];
        for (int p = 0; p < light.length; p++) {
            int row = p / size;
            double ground = tissue.at(row, p % size);
            switch (mode) {
                case FLUORESCENCE -> Arrays.fill(rgb, gain * lamp[p] * (light[p] + background * (1 + 0.25 * ground)));
                case TRANSMITTED -> Arrays.fill(rgb, lamp[p] * (background + light[p] + 0.03 * ground));
                case STAINED -> {
                    double pink = eosin * (1 + 0.8 * ground);
                    for (int c = 0; c < 3; c++) {
                        double absorbed = stain * Math.max(0, light[p]) * HAEMATOXYLIN[c] + pink * EOSIN[c];
                        rgb[c] = lamp[p] * 0.95 * StrictMath.exp(-absorbed);
                    }
                }
            }
            develop(rgb, photons, image.pixels(), 3 * p);
        }
        return image;
    }

    /** Adds noise: shot noise grows with the square root of the light; a grey camera has one sensor, a colour camera three. */
    private void develop(double[] rgb, double photons, byte[] pixels, int offset) {
        double shared = random.nextGaussian();
        for (int c = 0; c < 3; c++) {
            double value = Math.max(0, rgb[c]);
            double noise = mode == Mode.STAINED ? random.nextGaussian() : shared;
            value += noise * Math.sqrt(value / photons + 0.00006);
            pixels[offset + c] = (byte) (int) Math.rint(255 * Math.min(1, Math.max(0, value)));
        }
    }

    /** Returns factors around 1 for a lamp that is off centre and darker towards the rim. */
    private float[] illumination() {
        double strength = random.nextDouble(0.05, mode == Mode.FLUORESCENCE ? 0.5 : 0.25);
        double cy = size * random.nextDouble(0.1, 0.9);
        double cx = size * random.nextDouble(0.1, 0.9);
        float[] lamp = new float[size * size];
        for (int p = 0; p < lamp.length; p++) {
            int row = p / size;
            double dy = (row - cy) / size;
            double dx = (p % size - cx) / size;
            lamp[p] = (float) (1.05 - strength * Math.min(1.6, dy * dy + dx * dx) / 0.8);
        }
        return lamp;
    }

    private static double smooth(double t) {
        double s = Math.min(1, Math.max(0, t));
        return s * s * (3 - 2 * s);
    }

    private static double bump(double value, double centre, double width) {
        double t = (value - centre) / width;
        return t * t > 16 ? 0 : StrictMath.exp(-t * t);
    }
}
