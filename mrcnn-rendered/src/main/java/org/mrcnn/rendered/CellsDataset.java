// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Rendered microscope images of round and elongated cells, with exact masks of their visible parts: touching and overlapping
 * cells, irregular outlines, textured interiors, dim and bright cells, uneven illumination, blur, debris and shot noise. Some
 * images look like fluorescence, some like transmitted light, some like a stained section. Thread-safe.
 */
public final class CellsDataset extends RenderedDataset {

    /** The default side of the images in pixels. */
    public static final int DEFAULT_SIZE = 256;

    private static final Kind CELLS = new Kind("cells", List.of(BACKGROUND, "round", "elongated"), 64);

    /** Creates a data set of images of {@link #DEFAULT_SIZE}. */
    public CellsDataset(int count, long seed) {
        this(count, seed, DEFAULT_SIZE);
    }

    /**
     * Creates a data set of images of {@code size} x {@code size}.
     *
     * @param seed the same seed gives the same images
     * @param size side of the images in pixels, 64 or more; an image of 256 x 256 has about 8 to 30 cells, others in proportion
     *     to their area
     */
    public CellsDataset(int count, long seed, int size) {
        super(CELLS, count, seed, size);
    }

    @Override
    Sample draw(int index, RandomGenerator random) {
        CellScene scene = CellScene.draw(side(), random);
        return Sample.of(index, imageName(index), scene.image(), scene.classIds(), scene.masks());
    }
}
