// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

/** Colour changes pixel by pixel, rounded and clipped to 0..255. */
final class Colour {

    /** Weights of red, green and blue in luma, as 16-bit fractions: ITU-R BT.601-7, 2.5.1, rounded as in Pillow. */
    private static final int RED = 19595;

    private static final int GREEN = 38470;
    private static final int BLUE = 7471;
    private static final int HALF = 1 << 15;

    private Colour() {}

    /**
     * Changes the image by a random factor around 1 in some of the samples.
     *
     * @param strength the factor is between 1 - strength and 1 + strength
     */
    static Sample byFactor(
            Sample sample, RandomGenerator random, double strength, double probability, Scaling scaling) {
        if (!RandomSettings.happens(probability, random)) {
            return sample;
        }
        double factor = 1 + RandomSettings.around0(strength, random);
        return factor == 1 ? sample : sample.withImage(scaling.apply(sample.image(), factor));
    }

    /** Changes an image by a factor; 1 does not change it. */
    interface Scaling {
        Image apply(Image image, double factor);
    }

    /** Returns the luma, 0..255, of a pixel whose red sample is at index i. */
    static int luma(byte[] rgb, int i) {
        return (RED * (rgb[i] & 0xff) + GREEN * (rgb[i + 1] & 0xff) + BLUE * (rgb[i + 2] & 0xff) + HALF) >> 16;
    }

    /** Returns centre + factor * (sample - centre) for all samples. */
    static Image scaled(Image image, double centre, double factor) {
        byte[] table = new byte[256];
        for (int v = 0; v < 256; v++) {
            table[v] = clip((float) (centre + factor * (v - centre)));
        }
        byte[] from = image.pixels();
        byte[] to = new byte[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i] = table[from[i] & 0xff];
        }
        return new Image(image.height(), image.width(), image.channels(), to);
    }

    /** Returns the mean luma of an RGB image; for other images, the mean of all samples. */
    static double meanLuma(Image image) {
        byte[] pixels = image.pixels();
        long sum = 0;
        if (image.channels() != 3) {
            for (byte sample : pixels) {
                sum += sample & 0xff;
            }
            return (double) sum / pixels.length;
        }
        for (int i = 0; i < pixels.length; i += 3) {
            sum += luma(pixels, i);
        }
        return 3.0 * sum / pixels.length;
    }

    /** Multiplies the difference of each pixel from its own luma by a factor; 0 gives grey. */
    static Image saturated(Image image, double factor) {
        byte[] from = requireRgb(image);
        byte[] to = new byte[from.length];
        float f = (float) factor;
        for (int i = 0; i < from.length; i += 3) {
            int luma = luma(from, i);
            for (int c = i; c < i + 3; c++) {
                to[c] = clip(luma + f * ((from[c] & 0xff) - luma));
            }
        }
        return new Image(image.height(), image.width(), 3, to);
    }

    /**
     * Rotates the hue in the hexcone model HSV (Smith 1978, Color Gamut Transform Pairs), keeping value and saturation.
     *
     * @param sixths angle in units of 60 degrees
     */
    static Image hueTurned(Image image, double sixths) {
        byte[] from = requireRgb(image);
        byte[] to = new byte[from.length];
        float turn = (float) (sixths - 6 * Math.floor(sixths / 6));
        for (int i = 0; i < from.length; i += 3) {
            int r = from[i] & 0xff;
            int g = from[i + 1] & 0xff;
            int b = from[i + 2] & 0xff;
            int max = Math.max(r, Math.max(g, b));
            int chroma = max - Math.min(r, Math.min(g, b));
            if (chroma == 0) {
                to[i] = from[i];
                to[i + 1] = from[i + 1];
                to[i + 2] = from[i + 2];
                continue;
            }
            float hue = hue(r, g, b, max, chroma) + turn;
            to[i] = clip(fromHue(hue + 5, max, chroma));
            to[i + 1] = clip(fromHue(hue + 3, max, chroma));
            to[i + 2] = clip(fromHue(hue + 1, max, chroma));
        }
        return new Image(image.height(), image.width(), 3, to);
    }

    private static float hue(int r, int g, int b, int max, float chroma) {
        if (max == r) {
            return (g - b) / chroma;
        }
        return max == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    }

    /** Returns one colour of a pixel: max if the hue is at a distance of 0..1 from it, falling to max - chroma at 2. */
    private static float fromHue(float angle, int max, int chroma) {
        float a = angle;
        while (a >= 6) {
            a -= 6;
        }
        while (a < 0) {
            a += 6;
        }
        return max - chroma * Math.max(0, Math.min(1, Math.min(a, 4 - a)));
    }

    static byte clip(float value) {
        return (byte) (int) Math.max(0, Math.min(255, value + 0.5f));
    }

    static byte[] requireRgb(Image image) {
        if (image.channels() != 3) {
            throw new IllegalArgumentException(
                    "Changes of colour need red, green and blue, found an image of " + image.channels() + " channels");
        }
        return image.pixels();
    }
}
