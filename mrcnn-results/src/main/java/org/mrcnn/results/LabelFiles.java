// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;

/**
 * Label images: a pixel is the number of its object, from 1 in the order of the scores, 0 without one. A pixel of several objects has
 * the number of the one with the best score.
 */
final class LabelFiles implements ResultFiles {
    private final Path folder;
    private final String ending;
    private long shared;
    private long hidden;

    LabelFiles(Path folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    /** Pixels so far that belong to several objects. */
    long shared() {
        return shared;
    }

    /** Objects so far of which no pixel is left. */
    long hidden() {
        return hidden;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Detections found = image.found();
        int[] labels = new int[Math.multiplyExact(found.height(), found.width())];
        long twice = 0;
        long covered = 0;
        for (int i = 0; i < found.size(); i++) {
            Detection object = found.list().get(i);
            long taken = paint(object, i + 1, labels);
            twice += taken;
            covered += object.mask().area() > 0 && taken == object.mask().area() ? 1 : 0;
        }
        Images.writeLabels(labels, found.height(), found.width(), Stems.file(folder, stem, ending));
        shared += twice;
        hidden += covered;
    }

    /** Paints those pixels of an object that no better one has; gives the number of the others. */
    private static long paint(Detection object, int number, int[] labels) {
        int height = object.mask().height();
        int width = object.mask().width();
        long taken = 0;
        int[] runs = object.mask().counts();
        for (int i = 0, pixel = 0; i < runs.length; pixel += runs[i++]) {
            for (int p = pixel; (i & 1) == 1 && p < pixel + runs[i]; p++) {
                int at = p % height * width + p / height;
                taken += labels[at] == 0 ? 0 : 1;
                labels[at] = labels[at] == 0 ? number : labels[at];
            }
        }
        return taken;
    }
}
