package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.rendered.CellsDataset;

/**
 * Augmentations of your own, beside those of the configuration: one changes pixel values, one moves pixels and masks.
 *
 * <p>Run: {@code java -cp ... org.mrcnn.examples.OwnTransform augmented.png}
 */
public final class OwnTransform {
    private OwnTransform() {}

    /** Writes a rendered image after all transforms. */
    public static void main(String[] args) throws IOException {
        Dataset data = new CellsDataset(1, 7, 128);
        RandomGenerator random = new SplittableRandom(1);
        Sample sample = data.load(0);
        for (Transform transform : transforms()) {
            sample = transform.apply(sample, random);
        }
        Images.write(sample.image(), Path.of(args[0]));
        System.out.println(sample.count() + " of " + data.load(0).count() + " objects are left");
    }

    /** In the order in which they are applied. */
    static List<Transform> transforms() {
        return List.of(Augmentation.flips(0.5), OwnTransform::gamma, shift(20));
    }

    /** Raises all samples to a random power: only pixels change, so the objects stay. */
    static Sample gamma(Sample sample, RandomGenerator random) {
        double power = random.nextDouble(0.5, 2);
        Image image = sample.image();
        byte[] pixels = image.pixels().clone(); // the sample is shared
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(255 * Math.pow((pixels[i] & 0xff) / 255.0, power));
        }
        return sample.withImage(new Image(image.height(), image.width(), image.channels(), pixels));
    }

    /** Moves image and masks to the right by up to so many pixels; objects that leave the image are dropped. */
    static Transform shift(int most) {
        return (sample, random) -> {
            double[] matrix = {1, 0, random.nextInt(most + 1), 0, 1, 0}; // x' = x + shift, y' = y
            return Transform.warp(
                    sample, matrix, sample.image().height(), sample.image().width());
        };
    }
}
