// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.Optional;

/** Detects images with 10, 12 or 14 bits in 16-bit samples, which are nearly black without a window. */
final class DarkSamples {

    /** Largest value of 14-bit samples. */
    private static final int DARK = (1 << 14) - 1;

    private DarkSamples() {}

    /** See {@link Images#advice}. */
    static Optional<String> advice(Path file, PixelFormat format) {
        return format.isMapped() || ImageHeader.layout(file, format).type() != SampleType.UINT16
                ? Optional.empty()
                : advice(file, ImageFile.bytes(file), format);
    }

    /** Like {@link #advice(Path, PixelFormat)}, for the bytes of the file. */
    static Optional<String> advice(Path file, byte[] bytes, PixelFormat format) {
        int largest = format.isMapped() ? -1 : SampleReader.largest16Bit(file, bytes, format);
        if (largest < 1 || largest > DARK) {
            return Optional.empty();
        }
        int white = Integer.highestOneBit(largest) * 2 - 1;
        return Optional.of(
                "Image " + file + ": its 16 bit samples reach only " + largest + " of 65535, so that it is dark to the"
                        + " network; set image.window to the range of the camera, such as [0, " + white + "]");
    }
}
