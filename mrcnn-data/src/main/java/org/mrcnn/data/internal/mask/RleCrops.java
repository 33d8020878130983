// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

import java.util.List;
import org.mrcnn.data.internal.RunBuilder;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.mask.Rle;

/** Operations on masks whose cost depends on the part of the image that the masks cover. */
public final class RleCrops {

    private RleCrops() {}

    /** Returns the mask within its tight box; empty if no pixel is set. */
    public static MaskCrop crop(Rle mask) {
        float[] box = mask.bounds();
        int y1 = (int) box[0];
        int x1 = (int) box[1];
        int y2 = (int) box[2];
        int x2 = (int) box[3];
        return new MaskCrop(y1, x1, y2, x2, mask.toMask(y1, x1, y2, x2));
    }

    /**
     * Returns the mask for a whole image.
     *
     * @param crop inside the image; need not be tight
     * @param height height of the image
     * @param width width of the image
     */
    public static Rle of(MaskCrop crop, int height, int width) {
        if (crop.y1() < 0 || crop.x1() < 0 || crop.y2() > height || crop.x2() > width) {
            throw new IllegalArgumentException("a mask at rows " + crop.y1() + ".." + crop.y2() + " and columns "
                    + crop.x1() + ".." + crop.x2() + " is not inside an image of " + height + "x" + width);
        }
        RunBuilder runs = new RunBuilder();
        byte[] pixels = crop.pixels();
        int w = crop.width();
        runs.add(false, crop.x1() * height);
        for (int x = 0; x < w; x++) {
            runs.add(false, crop.y1());
            for (int i = x; i < pixels.length; i += w) {
                runs.add(pixels[i] != 0, 1);
            }
            runs.add(false, height - crop.y2());
        }
        runs.add(false, (width - crop.x2()) * height);
        return new Rle(height, width, runs.build());
    }

    /**
     * Returns the mask for a larger image, of which the image of the mask is a part. The cost depends on the runs and columns
     * of the mask, not on the size of the image.
     *
     * @param top row of the larger image at which the part begins
     * @param left column of the larger image at which the part begins
     * @param height height of the larger image
     * @param width width of the larger image
     */
    public static Rle placed(Rle part, int top, int left, int height, int width) {
        int rows = part.height();
        if (top < 0 || left < 0 || top > height - rows || left > width - part.width()) {
            throw new IllegalArgumentException("a part of " + rows + "x" + part.width() + " at row " + top
                    + " and column " + left + " is not inside an image of " + height + "x" + width);
        }
        RunBuilder runs = new RunBuilder();
        long done = 0;
        int at = 0;
        int[] counts = part.counts();
        for (int i = 0; i < counts.length; i++) {
            int end = at + counts[i];
            for (int y = at; (i & 1) == 1 && y < end; ) {
                int stop = Math.min(end, (y / rows + 1) * rows);
                long begin = (long) (left + y / rows) * height + top + y % rows;
                runs.add(false, (int) (begin - done));
                runs.add(true, stop - y);
                done = begin + stop - y;
                y = stop;
            }
            at = end;
        }
        runs.add(false, (int) ((long) height * width - done));
        return new Rle(height, width, runs.build());
    }

    /** Returns the number of pixels of a mask in rows y1 to y2 and columns x1 to x2, which may extend beyond its image. */
    public static long areaIn(Rle mask, int y1, int x1, int y2, int x2) {
        float[] box = mask.bounds();
        int top = Math.max(y1, (int) box[0]);
        int left = Math.max(x1, (int) box[1]);
        int bottom = Math.min(y2, (int) box[2]);
        int right = Math.min(x2, (int) box[3]);
        if (top >= bottom || left >= right) {
            return 0;
        }
        long area = 0;
        for (byte pixel : mask.toMask(top, left, bottom, right)) {
            area += pixel;
        }
        return area;
    }

    /** Returns the pixels of {@code mask} that are not in {@code taken}, a mask of the same size. */
    public static Rle minus(Rle mask, Rle taken) {
        RunBuilder rest = new RunBuilder();
        int[] runs = taken.counts();
        for (int i = 0; i < runs.length; i++) {
            rest.add((i & 1) == 0, runs[i]);
        }
        return Rle.intersection(List.of(mask, new Rle(taken.height(), taken.width(), rest.build())));
    }
}
