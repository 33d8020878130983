// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.List;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/**
 * Rendered microscope images of round and elongated cells, with exact masks of what is visible: touching and
 * overlapping cells, irregular outlines, textured interiors, dim and bright ones, uneven light, blur, debris and shot
 * noise. Some look like fluorescence, some like transmitted light, some like a stained section. Thread-safe.
 */
public final class CellsDataset implements Dataset {

    /** Side of the images in pixels where none is given. */
    public static final int DEFAULT_SIZE = 256;

    private static final List<String> LABELS = List.of(BACKGROUND, "round", "elongated");

    private final int count;
    private final long seed;
    private final int size;

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
        if (count < 1 || size < 64) {
            throw new IllegalArgumentException(
                    "Cells: expected at least 1 image of at least 64 pixels, found " + count + " of " + size);
        }
        this.count = count;
        this.seed = seed;
        this.size = size;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public List<String> labels() {
        return LABELS;
    }

    @Override
    public long imageId(int index) {
        return index;
    }

    @Override
    public String imageName(int index) {
        return "cells-" + seed + "-" + index;
    }

    @Override
    public Sample load(int index) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("Cells: index " + index + " of " + count + " images");
        }
        CellScene scene = CellScene.draw(size, RenderedRandom.of(seed, index));
        return Sample.of(index, imageName(index), scene.image(), scene.classIds(), scene.masks());
    }
}
