// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.report.Drawing;

/**
 * Detects the objects in one image with a score of at least 0.5, prints them and draws them. Arguments: model file, image, PNG file to write.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.Detect model.mrcnn photo.jpg photo-detected.png}</pre>
 */
public final class Detect {
    private Detect() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        // example: Detect
        try (MaskRcnn model = MaskRcnn.load(Path.of(args[0]))) {
            Image photo = Images.read(Path.of(args[1]));
            Detections found = model.detect(photo).atLeast(0.5); // the command line leaves out lower scores too
            found.stream()
                    .forEach(d -> System.out.printf(
                            "%s %.2f, %d pixels%n",
                            d.label(), d.score(), d.mask().area()));
            Drawing.write(photo, found, Path.of(args[2]));
        }
        // end
    }
}
