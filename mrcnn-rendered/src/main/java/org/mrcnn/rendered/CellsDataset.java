// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Rendered microscope images of round and elongated cells, with exact masks of what is visible: touching and
 * overlapping cells, irregular outlines, textured interiors, dim and bright ones, uneven light, blur, debris and shot
 * noise. Some look like fluorescence, some like transmitted light, some like a stained section. Thread-safe.
 */
public final class CellsDataset extends RenderedDataset {

    /** Side of the images in pixels where none is given. */
    public static final int DEFAULT_SIZE = 256;

    private static final Kind CELLS = new Kind("cells", List.of(BACKGROUND, "round", "elongated"), 64);

    /** Images of {@link #DEFAULT_SIZE}. */
    public CellsDataset(int count, long seed) {
        this(count, seed, DEFAULT_SIZE);
    }

    /**
     * Images of size x size.
     *
     * @param seed the same seed gives the same images
     * @param size pixels, at least 64; 256 holds about 8 to 30 cells, others in proportion to their area
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
