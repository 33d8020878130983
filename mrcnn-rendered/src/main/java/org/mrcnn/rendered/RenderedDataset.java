// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/** Square images that are rendered when they are loaded; the same seed gives the same images. */
abstract class RenderedDataset implements Dataset {

    private final Kind kind;
    private final int count;
    private final long seed;
    private final int side;

    /**
     * The kind of images.
     *
     * @param name name of the images, also for messages
     * @param labels class names, background first
     * @param leastSide minimum side of an image in pixels
     */
    record Kind(String name, List<String> labels, int leastSide) {}

    RenderedDataset(Kind kind, int count, long seed, int side) {
        if (count < 1 || side < kind.leastSide()) {
            throw new IllegalArgumentException(kind.name() + ": expected at least 1 image of at least "
                    + kind.leastSide() + " pixels, found " + count + " of " + side);
        }
        this.kind = kind;
        this.count = count;
        this.seed = seed;
        this.side = side;
    }

    /** Renders the image with this index. */
    abstract Sample draw(int index, RandomGenerator random);

    /** Returns height and width of each image. */
    final int side() {
        return side;
    }

    @Override
    public final int size() {
        return count;
    }

    @Override
    public final List<String> labels() {
        return kind.labels();
    }

    @Override
    public final long imageId(int index) {
        return index;
    }

    @Override
    public final String imageName(int index) {
        return kind.name() + "-" + seed + "-" + index;
    }

    @Override
    public final Sample load(int index) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(kind.name() + ": index " + index + " of " + count + " images");
        }
        return draw(index, RenderedRandom.of(seed, index));
    }
}
