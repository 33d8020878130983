// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.Locale;

/**
 * The transforms that a configuration can name, each with a method that creates it. Transforms are records of their settings:
 * two with equal settings are equal. For a setting out of range, the methods throw an {@link IllegalArgumentException}
 * "Transform.setting: expected ..., found ...".
 *
 * <p>Common settings: {@code probability}, 0 to 1, is the probability that a sample is changed; {@code minVisible}, 0 to 1,
 * drops objects with less than this fraction of their area left; a range is a list of the smallest and the largest value,
 * between which values are uniformly distributed.
 */
public sealed interface Augmentation extends Transform
        permits HorizontalFlip,
                VerticalFlip,
                Flips,
                QuarterTurns,
                ScaleJitter,
                RandomCrop,
                Affine,
                Brightness,
                Contrast,
                Saturation,
                Hue,
                Grey,
                Blur,
                Noise,
                JpegArtefacts,
                CutOut,
                Mosaic,
                CopyPaste,
                Mixup {

    /** Returns the name in a configuration: that of the record in snake case, such as {@code scale_jitter}. */
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Returns whether the transform requires red, green and blue channels; other transforms accept any channels. */
    default boolean needsColours() {
        return false;
    }

    /** Returns one of each transform, with default settings. */
    static List<Augmentation> defaults() {
        return List.of(
                HorizontalFlip.defaults(),
                VerticalFlip.defaults(),
                Flips.defaults(),
                new QuarterTurns(),
                ScaleJitter.defaults(),
                RandomCrop.defaults(),
                Affine.defaults(),
                Brightness.defaults(),
                Contrast.defaults(),
                Saturation.defaults(),
                Hue.defaults(),
                Grey.defaults(),
                Blur.defaults(),
                Noise.defaults(),
                JpegArtefacts.defaults(),
                CutOut.defaults(),
                Mosaic.defaults(),
                CopyPaste.defaults(),
                Mixup.defaults());
    }

    /**
     * Returns the transform with this name, with default settings.
     *
     * @throws IllegalArgumentException if there is none; the message lists the existing names
     */
    static Augmentation named(String name) {
        List<Augmentation> all = defaults();
        return all.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Augmentation: expected one of "
                        + all.stream().map(Augmentation::name).toList() + ", found " + name));
    }

    /** Flips images horizontally: left and right are swapped. */
    static Augmentation horizontalFlip(double probability) {
        return new HorizontalFlip(probability);
    }

    /** Flips images vertically: top and bottom are swapped. */
    static Augmentation verticalFlip(double probability) {
        return new VerticalFlip(probability);
    }

    /** Flips images horizontally and vertically, each independently with this probability. */
    static Augmentation flips(double probability) {
        return new Flips(probability);
    }

    /**
     * Rotates by 0, 90, 180 or 270 degrees, all equally likely, for images that have no upright orientation, such as those from
     * a microscope.
     */
    static Augmentation quarterTurns() {
        return new QuarterTurns();
    }

    /**
     * Scales the image, then crops or pads it to its original size at a random position.
     *
     * @param min smallest scale, 0.01 to 100; 0.1 to 2 is the large-scale jitter of Ghiasi et al. 2021
     * @param max largest scale
     */
    static Augmentation scaleJitter(double min, double max, double minVisible, double probability) {
        return new ScaleJitter(min, max, minVisible, probability);
    }

    /**
     * Crops a random part that contains at least one complete object, if there is an object that is not a crowd.
     *
     * @param min smallest fraction of each side, above 0 to 1
     * @param max largest fraction of each side
     */
    static Augmentation randomCrop(double min, double max, double minVisible, double probability) {
        return new RandomCrop(min, max, minVisible, probability);
    }

    /**
     * Scales, shears, rotates and shifts samples, in this order, around the centre of the image, and drops objects with less
     * than a tenth of their area left.
     *
     * @param degrees maximum rotation in degrees, in both directions, 0 to 180
     * @param translate maximum shift as a fraction of each side, in both directions, 0 to 1
     * @param scale range of scales, 0.01 to 100
     * @param shear maximum angle in degrees by which columns are sheared, in both directions, 0 to 80
     */
    static Augmentation affine(double degrees, double translate, List<Double> scale, double shear, double probability) {
        return new Affine(degrees, translate, scale, shear, Affine.defaults().minVisible(), probability);
    }

    /** Multiplies all pixel values by a factor between 1 - strength and 1 + strength; {@code strength} is 0 to 1. */
    static Augmentation brightness(double strength, double probability) {
        return new Brightness(strength, probability);
    }

    /** Like {@link #brightness}, for the difference from the mean luma of the image. */
    static Augmentation contrast(double strength, double probability) {
        return new Contrast(strength, probability);
    }

    /** Like {@link #brightness}, for the difference of each pixel from its own luma. */
    static Augmentation saturation(double strength, double probability) {
        return new Saturation(strength, probability);
    }

    /** Rotates the hue (HSV) by up to this number of degrees, 0 to 180, in both directions. */
    static Augmentation hue(double degrees, double probability) {
        return new Hue(degrees, probability);
    }

    /** Replaces all three channels by the luma. */
    static Augmentation grey(double probability) {
        return new Grey(probability);
    }

    /** Applies Gaussian blur with a standard deviation from this range, in pixels, 0 to 50. */
    static Augmentation blur(List<Double> sigma, double probability) {
        return new Blur(sigma, probability);
    }

    /** Adds Gaussian noise with a standard deviation from this range, for pixel values of 0 to 255. */
    static Augmentation noise(List<Double> sigma, double probability) {
        return new Noise(sigma, probability);
    }

    /** Compresses the image as JPEG and decodes it again; {@code quality} is a range within 1 to 100. */
    static Augmentation jpegArtefacts(List<Integer> quality, double probability) {
        return new JpegArtefacts(quality, probability);
    }

    /**
     * Fills random rectangles with the mean colour; the covered pixels are removed from masks.
     *
     * @param holes number of rectangles, 1 to 100
     * @param size range of the sides of the rectangles, as a fraction of each side of the image, 0 to 1
     */
    static Augmentation cutOut(int holes, List<Double> size, double minVisible, double probability) {
        return new CutOut(holes, size, minVisible, probability);
    }

    /**
     * Combines the image and three others in the four quarters of an image of the same size.
     *
     * @param centre range of the position where the quarters meet, as a fraction of each side, 0 to 1
     */
    static Augmentation mosaic(List<Double> centre, double minVisible, double probability) {
        return new Mosaic(centre, minVisible, probability);
    }

    /**
     * Pastes objects of another image onto the image (Ghiasi et al. 2021).
     *
     * @param share probability with which each object is pasted, 0 to 1
     * @param scale range of scales of the other image after it was fitted to the image, 0.01 to 100
     */
    static Augmentation copyPaste(double share, List<Double> scale, double minVisible, double probability) {
        return new CopyPaste(share, scale, minVisible, probability);
    }

    /**
     * Blends the image with another one, and keeps the objects of both (Zhang et al. 2017).
     *
     * @param alpha the weight of the image is drawn from the distribution Beta(alpha, alpha), 1 to 1000
     */
    static Augmentation mixup(double alpha, double probability) {
        return new Mixup(alpha, probability);
    }
}
