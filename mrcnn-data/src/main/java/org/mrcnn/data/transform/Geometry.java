// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.data.transform.Shrink.Axis;
import org.mrcnn.data.transform.Shrink.Span;

/**
 * Maps samples with a {@link PixelMap}. Masks are mapped like pixels, as images of one channel cropped to their boxes, and
 * contain the pixels that are more than half covered.
 */
final class Geometry {

    /**
     * The sum of two masks at a pixel is at most this, plus one level due to rounding; for both to be {@link #COVERED}, it
     * would have to be 255. Therefore masks without a common pixel still have none.
     */
    private static final int ON = 252;

    private static final int COVERED = 128;

    /** A scale above this causes no aliasing; the scale of a pure rotation can be below 1 by a rounding error. */
    private static final double UNSHRUNK = 0.99;

    private Geometry() {}

    /**
     * Returns the mapped sample; areas outside of the image are filled with its mean colour.
     *
     * @param height height of the result
     * @param width width of the result
     * @param minVisible objects with less than this fraction of their area inside the result are dropped
     */
    static Sample move(Sample sample, PixelMap map, int height, int width, double minVisible) {
        Image image = sample.image();
        Image moved = shrinkAndWarp(image, map, height, width, Warp.mean(image));
        List<Rle> masks = new ArrayList<>(sample.count());
        int[] classIds = new int[sample.count()];
        for (int i = 0; i < classIds.length; i++) {
            Rle mask = sample.masks().get(i);
            Rle result = move(mask, map, height, width);
            if (isVisible(result.area(), mask.area() / map.areaRatio(), minVisible)) {
                classIds[masks.size()] = sample.classIds()[i];
                masks.add(result);
            }
        }
        return with(sample, moved, Arrays.copyOf(classIds, masks.size()), masks);
    }

    static boolean isVisible(long area, double wholeArea, double minVisible) {
        return area > 0 && area >= minVisible * wholeArea;
    }

    static Sample with(Sample sample, Image image, int[] classIds, List<Rle> masks) {
        return Sample.of(sample.imageId(), sample.imageName(), image, classIds, masks);
    }

    /** Returns the mapped mask. */
    static Rle move(Rle mask, PixelMap map, int height, int width) {
        MaskCrop crop = RleCrops.crop(mask);
        int[] window = window(crop, map.inverse(), height, width);
        int rows = window[2] - window[0];
        int columns = window[3] - window[1];
        if (crop.isEmpty() || rows <= 0 || columns <= 0) {
            return new Rle(height, width, new int[] {height * width});
        }
        int[] small = shrunkSize(mask.height(), mask.width(), map);
        Span down = around(crop.y1(), crop.y2(), small[0], mask.height());
        Span across = around(crop.x1(), crop.x2(), small[1], mask.width());
        Image part = Shrink.part(
                imageOf(crop),
                new Axis(mask.height(), small[0], new Span(crop.y1(), crop.y2()), down),
                new Axis(mask.width(), small[1], new Span(crop.x1(), crop.x2()), across));
        PixelMap fromPart = map.resultFrom(window[1], window[0])
                .sourceScaled((double) small[1] / mask.width(), (double) small[0] / mask.height(), 0, 0)
                .sourceScaled(1, 1, across.from(), down.from());
        byte[] moved = Warp.apply(part, fromPart, rows, columns, Warp.black(1)).pixels();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (byte) ((moved[i] & 0xff) >= COVERED ? 1 : 0);
        }
        return RleCrops.of(new MaskCrop(window[0], window[1], window[2], window[3], moved), height, width);
    }

    private static Image shrinkAndWarp(Image image, PixelMap map, int height, int width, byte[] fill) {
        int[] small = shrunkSize(image.height(), image.width(), map);
        if (small[0] == image.height() && small[1] == image.width()) {
            return Warp.apply(image, map, height, width, fill);
        }
        PixelMap rest = map.sourceScaled((double) small[1] / image.width(), (double) small[0] / image.height(), 0, 0);
        return Warp.apply(Shrink.resize(image, small[0], small[1]), rest, height, width, fill);
    }

    /** Returns height and width to which an image is shrunk, so that the remaining map does not shrink. */
    private static int[] shrunkSize(int height, int width, PixelMap map) {
        double scale = 1 / Math.sqrt(map.areaRatio());
        return scale > UNSHRUNK
                ? new int[] {height, width}
                : new int[] {Math.max(1, (int) Math.rint(height * scale)), Math.max(1, (int) Math.rint(width * scale))};
    }

    /**
     * Returns the pixels of a shrunk side that depend on from..to of the original side, and one more on either side if there is
     * one.
     */
    private static Span around(int from, int to, int small, int size) {
        int first = (int) Math.floor((double) from * small / size) - 2;
        int last = (int) Math.ceil((double) to * small / size) + 2;
        return new Span(Math.max(0, first), Math.min(small, last));
    }

    private static Image imageOf(MaskCrop crop) {
        byte[] pixels = new byte[crop.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (crop.pixels()[i] * ON);
        }
        return new Image(crop.height(), crop.width(), 1, pixels);
    }

    /** Returns the part of the result that a box can reach: y1, x1, y2, x2. */
    private static int[] window(MaskCrop box, PixelMap forward, int height, int width) {
        double[] xs = new double[4];
        double[] ys = new double[4];
        for (int i = 0; i < 4; i++) {
            double x = (i & 1) == 0 ? box.x1() : box.x2();
            double y = (i & 2) == 0 ? box.y1() : box.y2();
            xs[i] = forward.xx() * x + forward.xy() * y + forward.x0();
            ys[i] = forward.yx() * x + forward.yy() * y + forward.y0();
        }
        Arrays.sort(xs);
        Arrays.sort(ys);
        return new int[] {
            (int) Math.max(0, Math.floor(ys[0]) - 1),
            (int) Math.max(0, Math.floor(xs[0]) - 1),
            (int) Math.min(height, Math.ceil(ys[3]) + 1),
            (int) Math.min(width, Math.ceil(xs[3]) + 1)
        };
    }
}
