// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.results.internal.ObjectRois;

/**
 * Writes one set of regions of interest per image in the form of ImageJ's ROI Manager: one per object, with its class in the
 * name.
 */
final class RoiSetFiles implements ResultFiles {
    private final Path folder;

    RoiSetFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Path file = Stems.file(folder, stem, "_RoiSet.zip");
        List<Detection> objects = image.found().list();
        if (objects.stream().noneMatch(RoiSetFiles::hasPixels)) { // ImageJ cannot open an empty set
            AtomicFile.delete(file);
            return;
        }
        AtomicFile.stream(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            for (int i = 0; i < objects.size(); i++) {
                Detection object = objects.get(i);
                if (hasPixels(object)) {
                    Roi roi = ObjectRois.of(object, ObjectRois.name(i + 1, object));
                    roi.setProperty("class", escaped(object.label()));
                    zip.putNextEntry(new ZipEntry(roi.getName() + ".roi"));
                    zip.write(RoiEncoder.saveAsByteArray(roi));
                    zip.closeEntry();
                }
            }
            zip.finish();
            zip.flush();
        });
    }

    /**
     * Escapes a property. ImageJ writes properties as they are, and reads them as Java reads a properties file, in which a
     * backslash begins an escape, a line break ends the property, and letters are those of Latin-1.
     */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            boolean plain = c > ' ' && c <= '~' && c != '\\';
            escaped.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c));
        });
        return escaped.toString();
    }

    private static boolean hasPixels(Detection object) {
        return object.mask().area() > 0;
    }
}
