// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.mask.Symmetry;
import org.mrcnn.data.mask.Rle;

/**
 * The images of a data set in a grid, all equally often, in a random order: each round contains all images, flipped and rotated
 * in another one of eight ways.
 *
 * @param data square images of one size
 * @param grid number of images per row and per column
 */
record Mosaic(Dataset data, int grid) {

    private static final long SEED = 5;
    private static final Symmetry[] WAYS = Symmetry.values();

    /** Returns the image at a position of the mosaic, counted row by row, with its objects. */
    Sample at(int place) {
        Sample stored = data.load(imageAt(place));
        Symmetry way = WAYS[place / data.size() % WAYS.length];
        return Sample.of(
                place,
                "place " + place,
                way.apply(stored.image()),
                stored.classIds(),
                stored.masks().stream().map(way::apply).toList());
    }

    private int imageAt(int place) {
        int round = place / data.size();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            order.add(i);
        }
        SplittableRandom random = new SplittableRandom(SEED + round);
        for (int i = order.size() - 1; i > 0; i--) {
            order.set(i, order.set(random.nextInt(i + 1), order.get(i)));
        }
        return order.get(place % data.size());
    }

    int places() {
        return grid * grid;
    }

    /** Returns the whole mosaic. */
    Image render() {
        Image first = data.load(0).image();
        int side = first.height();
        Image all = Image.black(grid * side, grid * side, first.channels());
        for (int i = 0; i < places(); i++) {
            Image image = at(i).image();
            if (image.height() != side || image.width() != side) {
                throw new IllegalArgumentException("a mosaic needs images of one size, as high as wide, found "
                        + image.height() + "x" + image.width() + " beside " + side + "x" + first.width());
            }
            int row = image.width() * image.channels();
            for (int y = 0; y < side; y++) {
                int to = ((i / grid * side + y) * grid + i % grid) * row;
                System.arraycopy(image.pixels(), y * row, all.pixels(), to, row);
            }
        }
        return all;
    }

    /** Returns the detections at each position, assigned by the centre of the box; masks are clipped to the position. */
    List<List<Detection>> split(Detections found) {
        int height = found.height() / grid;
        int width = found.width() / grid;
        List<List<Detection>> places = new ArrayList<>();
        for (int i = 0; i < places(); i++) {
            places.add(new ArrayList<>());
        }
        for (Detection d : found.list()) {
            float[] box = d.box();
            int row = Math.min(grid - 1, (int) ((box[0] + box[2]) / 2 / height));
            int column = Math.min(grid - 1, (int) ((box[1] + box[3]) / 2 / width));
            int top = row * height;
            int left = column * width;
            float[] inside = {
                Math.max(0, box[0] - top),
                Math.max(0, box[1] - left),
                Math.min(height, box[2] - top),
                Math.min(width, box[3] - left)
            };
            Rle mask = Rle.of(d.mask().toMask(top, left, top + height, left + width), height, width);
            places.get(row * grid + column).add(new Detection(d.classId(), d.label(), d.score(), inside, mask));
        }
        return places;
    }
}
