// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;

/**
 * Reads properties of an image from the directories of a TIFF file of any length; many programs write them after the image.
 */
final class TiffHeader {

    private TiffHeader() {}

    /** See {@link SampleReader#layout}. */
    static ImageLayout layout(Path file, PixelFormat format) {
        try (TiffBytes bytes = TiffBytes.open(file)) {
            ImageLayout layout = ImageLayout.of(TiffLevels.largest(TiffDirectories.read(file, bytes)));
            layout.select(file, format);
            return layout;
        }
    }

    /** See {@link Images#size}. */
    static Images.Size size(Path file) {
        try (TiffBytes bytes = TiffBytes.open(file)) {
            TiffPage page =
                    TiffLevels.largest(TiffDirectories.read(file, bytes)).get(0);
            int height = (int) Math.min(Integer.MAX_VALUE, page.height());
            int width = (int) Math.min(Integer.MAX_VALUE, page.width());
            return Images.Size.ofStored(height, width, page.orientation());
        }
    }
}
