// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;

/**
 * What any thread may do for an image, with the options of the command: read it, detect in it, draw the objects.
 *
 * @param format the pixel format of the model
 * @param minScore objects with a lower score are left out
 * @param areDrawn whether drawings are requested
 */
record ImageWork(
        DetectImages images, InferenceOptions inference, PixelFormat format, double minScore, boolean areDrawn) {

    /**
     * One image.
     *
     * @param drawing file for its drawing
     * @param advice receives what reading it has to say to the user
     */
    record Turn(DetectImages.Input input, Path drawing, List<String> advice) {}

    /**
     * What was found in an image.
     *
     * @param drawn its drawing, not yet written
     */
    record Found(Detections objects, Drawings.Drawn drawn) {}

    /** Does the work for an image, by tiles if the options say so. */
    Found found(Turn turn, Function<Image, Detections> detect) {
        if (inference.areTiles()) {
            try (RegionSource source = images.open(turn.input(), format)) {
                Detections objects = inference.detectByTiles(detect, source).atLeast(minScore);
                return new Found(
                        objects,
                        areDrawn ? Drawings.drawIfSmall(source, objects, turn.drawing()) : Drawings.Drawn.NOTHING);
            }
        }
        Image image = images.read(turn.input(), format, turn.advice()::add);
        Detections objects = inference.inMemory(detect).apply(image).atLeast(minScore);
        return new Found(objects, areDrawn ? Drawings.draw(image, objects, turn.drawing()) : Drawings.Drawn.NOTHING);
    }
}
