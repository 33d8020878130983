// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.transform.Transform;

/**
 * Trains with two custom augmentations, which are applied after those of the configuration: one changes pixel values, the other
 * moves pixels and masks. The arguments are those of {@link Train}.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.OwnTransform config/nuclei.yaml images annotations.json model.mrcnn}</pre>
 */
public final class OwnTransform {
    private OwnTransform() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        try (MaskRcnn model = MaskRcnn.create(config, data.labels())) {
            TrainingResult result =
                    Training.of(model, data).transforms(transforms()).run();
            System.out.println("dropped objects " + result.dropped());
            model.save(Path.of(args[3]));
        }
    }

    // example: OwnTransform
    /** Returns the augmentations in the order in which they are applied. */
    static List<Transform> transforms() {
        return List.of(OwnTransform::gamma, new Shift(20));
    }

    /** Raises all samples to a random power. Only pixels change, not the objects. */
    static Sample gamma(Sample sample, RandomGenerator random) {
        double power = random.nextDouble(0.5, 2);
        Image image = sample.image();
        byte[] pixels = image.pixels().clone(); // other threads may use the sample
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(255 * Math.pow((pixels[i] & 0xff) / 255.0, power));
        }
        return sample.withImage(new Image(image.height(), image.width(), image.channels(), pixels));
    }

    /** Moves image and masks to the right. Objects that leave the image are dropped and counted under "Shift". */
    record Shift(int most) implements Transform {
        @Override
        public Sample apply(Sample sample, RandomGenerator random) {
            double[] matrix = {1, 0, random.nextInt(most + 1), 0, 1, 0}; // x' = x + shift, y' = y
            return Transform.warp(
                    sample, matrix, sample.image().height(), sample.image().width());
        }
    }
    // end
}
