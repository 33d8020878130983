package org.mrcnn.data.transform;

import java.util.List;
import java.util.Locale;

/**
 * The transforms that a configuration can name: records of their settings, so that two of equal settings are equal. A
 * setting out of range is refused with an {@link IllegalArgumentException} "Transform.setting: expected ..., found ...".
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
}
