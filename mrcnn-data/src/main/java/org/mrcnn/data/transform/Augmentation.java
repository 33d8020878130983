// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.List;
import java.util.Locale;

/**
 * The transforms that a configuration can name; each method makes one. They are records of their settings, so that two
 * with equal settings are equal. A setting out of range is refused with an {@link IllegalArgumentException}
 * "Transform.setting: expected ..., found ...".
 *
 * <p>Settings that many of them share: {@code probability}, 0 to 1, is the share of samples that change; {@code
 * minVisible}, 0 to 1, drops objects with less than this fraction of their area left; a range is a list of its smallest
 * and largest value, all between equally likely.
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
                CopyPaste {

    /** Its name in a configuration: that of the record in small letters, such as {@code scale_jitter}. */
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Whether it takes the channels for red, green and blue; the others change images of any channels. */
    default boolean needsColours() {
        return false;
    }

    /** Each of them once, with its default settings. */
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
                CopyPaste.defaults());
    }

    /**
     * The one of this name, with its default settings.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    static Augmentation named(String name) {
        List<Augmentation> all = defaults();
        return all.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Augmentation: expected one of "
                        + all.stream().map(Augmentation::name).toList() + ", found " + name));
    }

    /** Swaps left and right. */
    static Augmentation horizontalFlip(double probability) {
        return new HorizontalFlip(probability);
    }

    /** Swaps top and bottom. */
    static Augmentation verticalFlip(double probability) {
        return new VerticalFlip(probability);
    }

    /** Swaps left and right, and top and bottom, each independently with this probability. */
    static Augmentation flips(double probability) {
        return new Flips(probability);
    }

    /** Rotates by 0, 90, 180 or 270 degrees, equally likely: for images without an up, as from a microscope. */
    static Augmentation quarterTurns() {
        return new QuarterTurns();
    }

    /**
     * Scales the image, then crops or pads it to its own size at a random place.
     *
     * @param min smallest scale, 0.01 to 100; 0.1 to 2 is the large-scale jitter of Ghiasi et al. 2021
     * @param max largest scale
     */
    static Augmentation scaleJitter(double min, double max, double minVisible, double probability) {
        return new ScaleJitter(min, max, minVisible, probability);
    }

    /**
     * Crops a part that holds at least one object whole, where there is one that is not a crowd.
     *
     * @param min smallest fraction of each side, above 0 to 1
     * @param max largest fraction of each side
     */
    static Augmentation randomCrop(double min, double max, double minVisible, double probability) {
        return new RandomCrop(min, max, minVisible, probability);
    }

    /**
     * Scales, shears, rotates and shifts every sample, in this order, around the centre of the image; drops objects with
     * less than a tenth of their area left.
     *
     * @param degrees rotates by up to this much either way, 0 to 180
     * @param translate shifts by up to this fraction of each side either way, 0 to 1
     * @param scale range of scales, 0.01 to 100
     * @param shear slants columns by up to this many degrees either way, 0 to 80
     */
    static Augmentation affine(double degrees, double translate, List<Double> scale, double shear, double probability) {
        return new Affine(degrees, translate, scale, shear, Affine.defaults().minVisible(), probability);
    }

    /** Multiplies all samples by a factor between 1 - strength and 1 + strength; strength is 0 to 1. */
    static Augmentation brightness(double strength, double probability) {
        return new Brightness(strength, probability);
    }

    /** As {@link #brightness}, of the distance from the mean luma of the image. */
    static Augmentation contrast(double strength, double probability) {
        return new Contrast(strength, probability);
    }

    /** As {@link #brightness}, of the distance of each pixel from its own luma. */
    static Augmentation saturation(double strength, double probability) {
        return new Saturation(strength, probability);
    }

    /** Rotates the hue (HSV) by up to this many degrees either way, 0 to 180. */
    static Augmentation hue(double degrees, double probability) {
        return new Hue(degrees, probability);
    }

    /** Replaces all three channels by the luma. */
    static Augmentation grey(double probability) {
        return new Grey(probability);
    }

    /** Gaussian blur with a standard deviation from this range, in pixels, 0 to 50. */
    static Augmentation blur(List<Double> sigma, double probability) {
        return new Blur(sigma, probability);
    }

    /** Gaussian noise with a standard deviation from this range, in levels of 0..255. */
    static Augmentation noise(List<Double> sigma, double probability) {
        return new Noise(sigma, probability);
    }

    /** Compresses the image as JPEG and decodes it again; quality is a range within 1 to 100. */
    static Augmentation jpegArtefacts(List<Integer> quality, double probability) {
        return new JpegArtefacts(quality, probability);
    }

    /**
     * Covers rectangles with the mean colour; masks lose what is covered.
     *
     * @param holes how many rectangles, 1 to 100
     * @param size range of the fraction of each side, 0 to 1
     */
    static Augmentation cutOut(int holes, List<Double> size, double minVisible, double probability) {
        return new CutOut(holes, size, minVisible, probability);
    }

    /**
     * Puts the image and three others into the quarters of one of its size.
     *
     * @param centre range of the fraction of each side at which the quarters meet, 0 to 1
     */
    static Augmentation mosaic(List<Double> centre, double minVisible, double probability) {
        return new Mosaic(centre, minVisible, probability);
    }

    /**
     * Pastes objects of another image over this one (Ghiasi et al. 2021).
     *
     * @param share probability of each object to be pasted, 0 to 1
     * @param scale range of scales after fitting the other image to this one, 0.01 to 100
     */
    static Augmentation copyPaste(double share, List<Double> scale, double minVisible, double probability) {
        return new CopyPaste(share, scale, minVisible, probability);
    }
}
