// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Selects the reader of a WebP file. The Java decoder of TwelveMonkeys 3.12.0 decodes lossless images exactly; lossy images
 * differ from libwebp by up to 60 luma levels, and the frames of animations have wrong colours. Therefore, lossy images need a
 * reader based on libwebp, which ImageIO finds if its artifact is on the class path.
 */
final class WebpReaders {

    /** A reader based on libwebp, Apache-2.0, with native libraries for Linux, macOS and Windows. */
    static final String LIBWEBP = "com.github.usefulness:webp-imageio:0.10.2";

    private static final String IN_JAVA = "com.twelvemonkeys.";

    private WebpReaders() {}

    /**
     * Returns a reader that decodes like libwebp.
     *
     * @throws ImageException if there is none for a lossy image; the message names the artifact to add
     */
    static ImageReader find(Path file, byte[] bytes, ImageInputStream stream) {
        String refusal = WebpChunks.refusal(bytes);
        if (refusal != null) {
            throw new ImageException(
                    Problem.NOT_AN_IMAGE,
                    file,
                    "expected a WebP file of one image, found " + refusal + "; save it as PNG",
                    null);
        }
        boolean lossy = WebpChunks.isLossy(bytes);
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (lossy != reader.getClass().getName().startsWith(IN_JAVA)) {
                return reader;
            }
        }
        throw new ImageException(
                Problem.NOT_AN_IMAGE,
                file,
                "found lossy WebP, which needs libwebp: add the artifact " + LIBWEBP
                        + " to the class path, or save it as PNG",
                null);
    }
}
