// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/** Regions of an image in memory. */
record WholeImage(Image image) implements RegionSource {

    @Override
    public int height() {
        return image.height();
    }

    @Override
    public int width() {
        return image.width();
    }

    @Override
    public Image read(int top, int left, int rows, int columns) {
        int channels = image.channels();
        byte[] part = new byte[rows * columns * channels];
        for (int y = 0; y < rows; y++) {
            int from = ((top + y) * image.width() + left) * channels;
            System.arraycopy(image.pixels(), from, part, y * columns * channels, columns * channels);
        }
        return new Image(rows, columns, channels, part);
    }
}
