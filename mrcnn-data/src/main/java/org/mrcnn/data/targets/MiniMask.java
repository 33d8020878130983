package org.mrcnn.data.targets;

import java.util.Arrays;
import org.mrcnn.data.geometry.Boxes;

/**
 * Masks cut to their object's box and scaled to a small fixed size, which saves most of the memory of a batch.
 *
 * <p>The numbers are those of Matterport's {@code minimize_mask} and {@code expand_mask}: bilinear with half-pixel
 * centres, pixels outside the crop count as 0, then limited to the crop's own range (so a full crop stays full) and
 * rounded, halves to even.
 */
public final class MiniMask {
    private MiniMask() {}

    /**
     * Cuts and scales one mask.
     *
     * @param mask byte[h * w] of 0 and 1, row-major
     * @param box float[4], whole pixels inside the image, not empty
     * @return byte[mh * mw] of 0 and 1
     */
    public static byte[] minimize(byte[] mask, int h, int w, float[] box, int mh, int mw) {
        requireLength("mask", mask, h, w);
        int[] pixels = requireInside(box, h, w);
        int height = pixels[2] - pixels[0];
        int width = pixels[3] - pixels[1];
        byte[] crop = new byte[height * width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(mask, (pixels[0] + y) * w + pixels[1], crop, y * width, width);
        }
        return resize(crop, height, width, mh, mw);
    }

    /**
     * Scales a mini mask back to its box in an image; the inverse of {@link #minimize}, but for lost detail.
     *
     * @param mini byte[mh * mw] of 0 and 1
     * @param box float[4], whole pixels inside the image, not empty
     * @return byte[h * w] of 0 and 1
     */
    public static byte[] expand(byte[] mini, int mh, int mw, float[] box, int h, int w) {
        requireLength("mini mask", mini, mh, mw);
        int[] pixels = requireInside(box, h, w);
        int width = pixels[3] - pixels[1];
        byte[] scaled = resize(mini, mh, mw, pixels[2] - pixels[0], width);
        byte[] mask = new byte[h * w];
        for (int y = pixels[0]; y < pixels[2]; y++) {
            System.arraycopy(scaled, (y - pixels[0]) * width, mask, y * w + pixels[1], width);
        }
        return mask;
    }

    private static byte[] resize(byte[] mask, int h, int w, int outHeight, int outWidth) {
        byte lowest = 1;
        byte highest = 0;
        for (byte value : mask) {
            lowest = value == 0 ? 0 : lowest;
            highest = value == 0 ? highest : 1;
        }
        byte[] out = new byte[outHeight * outWidth];
        for (int y = 0; y < outHeight; y++) {
            double row = (y + 0.5) * h / outHeight - 0.5;
            for (int x = 0; x < outWidth; x++) {
                double column = (x + 0.5) * w / outWidth - 0.5;
                double value = bilinear(mask, h, w, row, column);
                out[y * outWidth + x] = (byte) Math.rint(Math.max(lowest, Math.min(highest, value)));
            }
        }
        return out;
    }

    private static double bilinear(byte[] mask, int h, int w, double row, double column) {
        int y = (int) Math.floor(row);
        int x = (int) Math.floor(column);
        double down = row - y;
        double across = column - x;
        double top = (1 - across) * pixel(mask, h, w, y, x) + across * pixel(mask, h, w, y, x + 1);
        double bottom = (1 - across) * pixel(mask, h, w, y + 1, x) + across * pixel(mask, h, w, y + 1, x + 1);
        return (1 - down) * top + down * bottom;
    }

    private static int pixel(byte[] mask, int h, int w, int y, int x) {
        return y < 0 || x < 0 || y >= h || x >= w || mask[y * w + x] == 0 ? 0 : 1;
    }

    private static int[] requireInside(float[] box, int h, int w) {
        if (Boxes.count(box) != 1) {
            throw new IllegalArgumentException("a mini mask has one box of 4 floats, found " + box.length);
        }
        int[] pixels = new int[4];
        for (int k = 0; k < 4; k++) {
            pixels[k] = (int) Math.rint(box[k]);
        }
        boolean inside = pixels[0] >= 0 && pixels[1] >= 0 && pixels[2] <= h && pixels[3] <= w;
        if (!inside || pixels[0] >= pixels[2] || pixels[1] >= pixels[3]) {
            throw new IllegalArgumentException("a mini mask needs a box with area inside the image of " + h + " x " + w
                    + " pixels, found " + Arrays.toString(box) + "; drop empty objects before");
        }
        return pixels;
    }

    private static void requireLength(String name, byte[] mask, int h, int w) {
        if (mask.length != h * w) {
            throw new IllegalArgumentException(
                    name + " of " + h + " x " + w + " pixels must have " + h * w + " bytes, found " + mask.length);
        }
    }
}
