// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What the header of a file says, without decoding the image. */
final class ImageHeader {

    /** Enough for the header and Exif data of nearly every file: a JPEG segment holds at most 64 KiB. */
    private static final int HEAD_BYTES = 256 << 10;

    private ImageHeader() {}

    /** Of a file that can be read this way as far as the header shows it. */
    static ImageLayout layout(Path file, PixelFormat format) {
        return read(file, ImageFile.bytes(file, HEAD_BYTES), bytes -> SampleReader.layout(file, bytes, format));
    }

    /** The size of the image. */
    static Images.Size size(Path file) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        return WebpChunks.exifFollows(head)
                ? size(file, ImageFile.bytes(file))
                : read(file, head, bytes -> size(file, bytes));
    }

    private static Images.Size size(Path file, byte[] bytes) {
        return ImageFile.withReader(file, bytes, reader -> {
            boolean swap = ExifOrientation.swapsSides(ExifOrientation.of(bytes));
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            return new Images.Size(swap ? width : height, swap ? height : width, height, width);
        });
    }

    /** Micrometres per pixel of a TIFF file that says so. */
    static OptionalDouble pixelSize(Path file) {
        return TiffDirectories.isTiff(ImageFile.bytes(file, HEAD_BYTES))
                ? TiffScale.micrometres(file, ImageFile.bytes(file))
                : OptionalDouble.empty();
    }

    private static <T> T read(Path file, byte[] head, Function<byte[], T> read) {
        try {
            return read.apply(head);
        } catch (ImageException e) {
            if (head.length < HEAD_BYTES) {
                throw e;
            }
            return read.apply(ImageFile.bytes(file)); // a long header, or a TIFF directory at the end of the file
        }
    }
}
