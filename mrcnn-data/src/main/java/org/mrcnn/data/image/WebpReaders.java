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
 * Chooses the reader of a WebP file. The decoder of TwelveMonkeys 3.12.0, in Java, gives lossless images exactly; lossy ones differ from
 * libwebp's in luma by up to 60 levels, and the frames of an animation come out in wrong colours. So lossy images need a reader on
 * libwebp, which ImageIO finds where its artifact is on the class path.
 */
final class WebpReaders {

    /** A reader on libwebp, Apache-2.0, with native libraries for Linux, macOS and Windows. */
    static final String LIBWEBP = "com.github.usefulness:webp-imageio:0.10.2";

    private static final String IN_JAVA = "com.twelvemonkeys.";

    private WebpReaders() {}

    /**
     * A reader that gives the pixels of libwebp.
     *
     * @throws ImageException naming the artifact to add, if there is none for a lossy image
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
