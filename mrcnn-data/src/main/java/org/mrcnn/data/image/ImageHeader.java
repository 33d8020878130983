// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the header of a file says, without decoding the image. */
final class ImageHeader {

    /** Enough for the header and Exif data of nearly every file: a JPEG segment holds at most 64 KiB. */
    private static final int HEAD_BYTES = 256 << 10;

    private ImageHeader() {}

    /** Of a file that can be read this way as far as the header shows it. */
    static ImageLayout layout(Path file, PixelFormat format) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        return read(
                file, head, bytes -> SampleReader.layout(file, bytes, format), () -> TiffHeader.layout(file, format));
    }

    /** The size of the image. */
    static Images.Size size(Path file) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        return WebpChunks.exifFollows(head)
                ? size(file, ImageFile.bytes(file))
                : read(file, head, bytes -> size(file, bytes), () -> TiffHeader.size(file));
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
        if (!TiffDirectories.isTiff(ImageFile.bytes(file, HEAD_BYTES))) {
            return OptionalDouble.empty();
        }
        try (TiffBytes bytes = TiffBytes.open(file)) {
            return TiffScale.micrometres(file, bytes);
        }
    }

    /** @param tiff reads the directories of a TIFF file, which are often behind the image */
    private static <T> T read(Path file, byte[] head, Function<byte[], T> read, Supplier<T> tiff) {
        try {
            return read.apply(head);
        } catch (ImageException e) {
            if (head.length < HEAD_BYTES) {
                throw e;
            }
            return TiffDirectories.isTiff(head) ? tiff.get() : read.apply(ImageFile.bytes(file)); // a long header
        }
    }
}
