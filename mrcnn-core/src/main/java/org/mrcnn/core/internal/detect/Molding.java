// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.data.Dialect;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.mask.Rle;

/**
 * Prepares an image for the network and converts the network's output to detections, whatever runs the network; Matterport's
 * {@code mold_inputs} and {@code unmold_detections}. Thread-safe.
 */
public final class Molding {

    /** Fixed, because detection only requires that crop mode always selects the same part of an image. */
    private static final long CROP_SEED = 0;

    private final List<String> labels;
    private final Resize resize;
    private final PixelNormalization normalization;
    private final Placement placement;

    /** @param labels class names by class id, background first */
    public Molding(MaskRcnnConfig config, List<String> labels) {
        this.labels = List.copyOf(labels);
        resize = DataSettings.resize(config.image());
        normalization = DataSettings.normalization(config.image());
        placement = Dialect.of(config).placement();
    }

    /**
     * Returns the image in the size of the network's input.
     *
     * @throws IllegalArgumentException if the image does not have the network's channels
     */
    public ResizedImage resized(Image image) {
        if (image.channels() != normalization.channels()) {
            throw new IllegalArgumentException("expected an image of " + normalization.channels()
                    + " channels, found one of " + image.channels()
                    + "; MaskRcnn.detect(Path) reads a file as the model"
                    + " needs it, and so does Images.read with config().image().pixelFormat()");
        }
        return resize.apply(image, new SplittableRandom(CROP_SEED));
    }

    /** Returns the network's input, float[height * width * channels]. */
    public float[] normalized(ResizedImage resized) {
        return normalization.apply(resized);
    }

    /**
     * Converts detections from coordinates of the network's input to those of the image.
     *
     * @param rows rows of box, class id and score, as in mrcnn_detection
     * @param count number of rows that are detections
     * @param masks masks of the rows, side * side probabilities each
     * @param side side of a mask
     */
    public Detections unmold(float[] rows, int count, float[] masks, int side, ResizeGeometry geometry) {
        List<Detection> found = new ArrayList<>(count);
        int pixels = side * side;
        for (int i = 0; i < count; i++) {
            float[] box = placement.box(geometry, Arrays.copyOfRange(rows, i * 6, i * 6 + 4));
            if (box[0] < box[2] && box[1] < box[3]) {
                int classId = (int) rows[i * 6 + 4];
                float[] soft = Arrays.copyOfRange(masks, i * pixels, (i + 1) * pixels);
                Rle mask = placement.paste().paste(soft, side, box, geometry.height(), geometry.width());
                if (placement.isVisible(mask, soft)) {
                    found.add(new Detection(classId, labels.get(classId), rows[i * 6 + 5], box, mask));
                }
            }
        }
        return new Detections(geometry.height(), geometry.width(), found);
    }
}
