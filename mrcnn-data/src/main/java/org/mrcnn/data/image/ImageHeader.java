// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads properties of an image from the header of its file, without decoding the image. */
final class ImageHeader {

    /** Enough for the header and Exif data of nearly every file: a JPEG segment has at most 64 KiB. */
    private static final int HEAD_BYTES = 256 << 10;

    private ImageHeader() {}

    /** Returns the layout of a file; throws an exception if the header shows that the format cannot read it. */
    static ImageLayout layout(Path file, PixelFormat format) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        return read(
                file, head, bytes -> SampleReader.layout(file, bytes, format), () -> TiffHeader.layout(file, format));
    }

    /** Returns the size of the image. */
    static Images.Size size(Path file) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        return WebpChunks.exifFollows(head)
                ? size(file, ImageFile.bytes(file))
                : read(file, head, bytes -> size(file, bytes), () -> TiffHeader.size(file));
    }

    private static Images.Size size(Path file, byte[] bytes) {
        return ImageFile.withReader(
                file,
                bytes,
                reader -> Images.Size.ofStored(reader.getHeight(0), reader.getWidth(0), ExifOrientation.of(bytes)));
    }

    /** Returns the micrometres per pixel if the file is a TIFF file that states them. */
    static OptionalDouble pixelSize(Path file) {
        if (!TiffDirectories.isTiff(ImageFile.bytes(file, HEAD_BYTES))) {
            return OptionalDouble.empty();
        }
        try (TiffBytes bytes = TiffBytes.open(file)) {
            return TiffScale.micrometres(file, bytes);
        }
    }

    /** @param tiff reads the directories of a TIFF file, which often follow the image */
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
