// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.util.List;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;

/**
 * Images of ImageJ with the values that {@link org.mrcnn.data.image.Images#read(java.nio.file.Path, PixelFormat)} reads from their
 * TIFF file:
 *
 * <pre>{@code
 * Detections found = model.detect(ImageJImages.of(IJ.getImage(), model.config().image().pixelFormat()));
 * }</pre>
 *
 * <p>Values are those of the pixels, whatever range of them is displayed: 0 to 255 of 8 bit, 0 to 65535 of 16 bit, and what {@code
 * image.window} or {@code image.percentiles} of the model say. An 8 bit image with a lookup table of colours has these colours, and
 * with an inverting table its values are inverted, as in a TIFF file whose 0 is white.
 */
public final class ImageJImages {

    private ImageJImages() {}

    /**
     * One grey or RGB image, such as a slice of a stack.
     *
     * @param format the channels and values to take: {@code model.config().image().pixelFormat()}
     * @return height x width x {@link PixelFormat#count()}
     * @throws org.mrcnn.data.image.ImageException if it lacks a channel, or its values need a window that the format has not
     */
    public static Image of(ImageProcessor image, PixelFormat format) {
        return new Slice(List.of(image), format).image();
    }

    /**
     * The current slice and frame of an image. Its channels are counted from 0 by {@link PixelFormat#channels}; a format without them
     * takes one grey or RGB image, which is the current channel where there are several.
     *
     * @return height x width x {@link PixelFormat#count()}
     * @throws org.mrcnn.data.image.ImageException as {@link #of(ImageProcessor, PixelFormat)}
     */
    public static Image of(ImagePlus image, PixelFormat format) {
        return Slice.current(image, format).image();
    }

    /** Like {@link #of(ImagePlus, PixelFormat)}, to be read by tiles: only their pixels are converted. */
    public static RegionSource regions(ImagePlus image, PixelFormat format) {
        return Slice.current(image, format).regions();
    }
}
