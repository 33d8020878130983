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
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * Pastes objects of another image onto this one (Ghiasi et al. 2021, arXiv:2012.07177): the other image is mirrored in half of
 * the cases, fitted to the size of this one, scaled, and placed at a random position; some of its objects, never crowds, are
 * selected at random. Objects behind them lose the covered pixels. The edges are not blended, because the paper found no gain
 * in it.
 *
 * @param share probability with which each object is pasted, 0 to 1
 * @param scale smallest and largest scale after fitting, 0.01 to 100
 * @param minVisible objects with less than this fraction of their area left are dropped, 0 to 1
 * @param probability 0 to 1
 */
record CopyPaste(double share, List<Double> scale, double minVisible, double probability)
        implements Augmentation, Transform.Mixing {

    /** Checks ranges. */
    public CopyPaste {
        Checks.fraction("CopyPaste.share", share);
        scale = Checks.range("CopyPaste.scale", scale, 0.01, 100);
        Checks.fraction("CopyPaste.minVisible", minVisible);
        Checks.fraction("CopyPaste.probability", probability);
    }

    /** Returns the default settings: half of the objects, with the scales of the paper, in half of the samples. */
    public static CopyPaste defaults() {
        return new CopyPaste(0.5, List.of(0.1, 2.0), 0.1, 0.5);
    }

    @Override
    public Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        if (!RandomSettings.happens(probability, random)) {
            return new Mixed(sample, 0);
        }
        Sample source = jittered(others.get(), sample.image(), random);
        int[] classIds = new int[source.count()];
        List<Rle> pasted = new ArrayList<>();
        for (int i = 0; i < classIds.length; i++) {
            if (!source.isCrowd(i) && RandomSettings.happens(share, random)) {
                classIds[pasted.size()] = source.classIds()[i];
                pasted.add(source.masks().get(i));
            }
        }
        if (pasted.isEmpty()) {
            return new Mixed(sample, 0);
        }
        Image image = paste(sample.image(), source.image(), pasted);
        Sample behind = Cover.apply(sample, image, Rle.union(pasted), minVisible);
        List<Rle> masks = new ArrayList<>(behind.masks());
        masks.addAll(pasted);
        int[] ids = Arrays.copyOf(behind.classIds(), masks.size());
        System.arraycopy(classIds, 0, ids, behind.count(), pasted.size());
        return new Mixed(Geometry.with(sample, image, ids, masks), sample.count() - behind.count());
    }

    private Sample jittered(Sample other, Image target, RandomGenerator random) {
        Sample source = new HorizontalFlip(0.5).apply(other, random);
        Image image = source.image();
        double fit = Math.min((double) target.height() / image.height(), (double) target.width() / image.width());
        double factor = fit * RandomSettings.from(scale, random);
        int top = ScaleJitter.place(target.height() - (int) Math.rint(factor * image.height()), random);
        int left = ScaleJitter.place(target.width() - (int) Math.rint(factor * image.width()), random);
        PixelMap map = new PixelMap(1 / factor, 0, -left / factor, 0, 1 / factor, -top / factor);
        return Geometry.move(source, map, target.height(), target.width(), minVisible);
    }

    private static Image paste(Image onto, Image from, List<Rle> masks) {
        int channels = onto.channels();
        byte[] pixels = onto.pixels().clone();
        for (Rle mask : masks) {
            copy(from, RleCrops.crop(mask), pixels);
        }
        return new Image(onto.height(), onto.width(), channels, pixels);
    }

    /** Copies the pixels of a mask to an image of the same size. */
    private static void copy(Image from, MaskCrop crop, byte[] to) {
        int channels = from.channels();
        for (int y = crop.y1(), i = 0; y < crop.y2(); y++) {
            for (int x = crop.x1(); x < crop.x2(); x++, i++) {
                if (crop.pixels()[i] != 0) {
                    int at = (y * from.width() + x) * channels;
                    System.arraycopy(from.pixels(), at, to, at, channels);
                }
            }
        }
    }
}
