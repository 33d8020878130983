// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/**
 * Blends the image with another one (Zhang et al. 2017, arXiv:1710.09412) and keeps the objects of both, as usual in detection
 * (Zhang et al. 2019, arXiv:1902.04103). The other image is first fitted to the size of this one, in the centre, without
 * changing its proportions.
 *
 * @param alpha the weight of the image is drawn from the distribution Beta(alpha, alpha), 1 to 1000: with 1, all weights are
 *     equally likely; the larger, the closer they are to one half
 * @param probability 0 to 1
 */
record Mixup(double alpha, double probability) implements Augmentation, Transform.Mixing {

    /** Checks ranges. */
    public Mixup {
        Checks.within("Mixup.alpha", alpha, 1, 1000);
        Checks.fraction("Mixup.probability", probability);
    }

    /** Returns the default settings: the distribution of Ultralytics, in half of the samples. */
    public static Mixup defaults() {
        return new Mixup(32, 0.5);
    }

    @Override
    public Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        if (!RandomSettings.happens(probability, random)) {
            return new Mixed(sample, 0);
        }
        float weight = (float) RandomSettings.beta(alpha, random);
        Sample other = others.get();
        Sample fitted = fitted(other, sample.image());
        List<Rle> masks = new ArrayList<>(sample.masks());
        masks.addAll(fitted.masks());
        int[] classIds = Arrays.copyOf(sample.classIds(), masks.size());
        System.arraycopy(fitted.classIds(), 0, classIds, sample.count(), fitted.count());
        Image image = blend(sample.image(), fitted.image(), weight);
        return new Mixed(Geometry.with(sample, image, classIds, masks), other.count() - fitted.count());
    }

    private static Sample fitted(Sample other, Image target) {
        Image image = other.image();
        if (image.height() == target.height() && image.width() == target.width()) {
            return other;
        }
        double factor = Math.min((double) target.height() / image.height(), (double) target.width() / image.width());
        double top = Math.rint((target.height() - factor * image.height()) / 2);
        double left = Math.rint((target.width() - factor * image.width()) / 2);
        PixelMap map = new PixelMap(1 / factor, 0, -left / factor, 0, 1 / factor, -top / factor);
        return Geometry.move(other, map, target.height(), target.width(), 0);
    }

    private static Image blend(Image one, Image other, float weight) {
        byte[] pixels = new byte[one.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Colour.clip(weight * (one.pixels()[i] & 0xff) + (1 - weight) * (other.pixels()[i] & 0xff));
        }
        return new Image(one.height(), one.width(), one.channels(), pixels);
    }
}
