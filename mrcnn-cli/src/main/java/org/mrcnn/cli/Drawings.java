// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.data.internal.file.LongNames;
import org.mrcnn.report.Drawing;

/**
 * Draws detected objects. The names of the drawings are unique, also for files of the same name in different folders and on
 * file systems that ignore case, and never the name of an input image.
 */
final class Drawings {
    /**
     * Maximum number of pixels of an image that is drawn although it is read by tiles, because a drawing needs the whole image
     * in memory.
     */
    private static final long MAX_DRAWN = 10_000_000;

    /** Leaves space for "-detected-2.png". */
    private static final int MAX_BYTES = LongNames.MAX_BYTES - 25;

    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    Drawings(Path folder, Stream<Path> images) {
        this.folder = folder;
        images.map(Drawings::key).forEach(taken::add);
    }

    /** Returns the file for the drawing of an image. */
    Path of(Path image) {
        String name = LongNames.cut(image.getFileName().toString().replaceFirst("\\.[^.]*$", ""), MAX_BYTES);
        Path file = folder.resolve(name + "-detected.png");
        for (int i = 2; !taken.add(key(file)); i++) {
            file = folder.resolve(name + "-detected-" + i + ".png");
        }
        return file;
    }

    /** Draws the objects of an image. */
    static Drawn draw(Image image, Detections found, Path file) {
        return new Drawn(", drawn in " + file, Images.png(Drawing.draw(image, found)));
    }

    /** Draws the objects of an image that is read by tiles, unless it is too large. */
    static Drawn drawIfSmall(RegionSource image, Detections found, Path file) {
        return (long) found.height() * found.width() > MAX_DRAWN
                ? new Drawn(", not drawn: the image has more than " + MAX_DRAWN + " pixels", null)
                : draw(image.read(0, 0, found.height(), found.width()), found, file);
    }

    /**
     * A drawing that is not yet written.
     *
     * @param note says where the drawing is; empty if none was requested
     * @param png content of the file; null if there is no drawing
     */
    @SuppressWarnings("ArrayRecordComponent") // is written once and never compared
    record Drawn(String note, byte[] png) {
        static final Drawn NOTHING = new Drawn("", null);

        void write(Path file) throws IOException {
            if (png != null) {
                AtomicFile.write(file, png);
            }
        }
    }

    private static String key(Path file) {
        return file.toAbsolutePath().normalize().toString().toLowerCase(Locale.ROOT);
    }
}
