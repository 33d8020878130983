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
 * Converts images of ImageJ. The values are those that {@link org.mrcnn.data.image.Images#read(java.nio.file.Path,
 * PixelFormat)} reads from the TIFF file of the image:
 *
 * <pre>{@code
 * Detections found = model.detect(ImageJImages.of(IJ.getImage(), model.config().image().pixelFormat()));
 * }</pre>
 *
 * <p>The displayed range has no effect on the values: these are 0 to 255 for 8 bits and 0 to 65,535 for 16 bits, unless {@code
 * image.window} or {@code image.percentiles} of the model is set. An 8-bit image with a colour lookup table has the colours of
 * the table; with an inverting table, its values are inverted, as in a TIFF file in which 0 is white.
 */
public final class ImageJImages {

    private ImageJImages() {}

    /**
     * Converts a grey or RGB image, for example a slice of a stack.
     *
     * @param format the channels and values to use: {@code model.config().image().pixelFormat()}
     * @return height x width x {@link PixelFormat#count()}
     * @throws org.mrcnn.data.image.ImageException if the image lacks a channel, or its values need a window that the format
     *     does not have
     */
    public static Image of(ImageProcessor image, PixelFormat format) {
        return new Slice(List.of(image), format).image();
    }

    /**
     * Converts the current slice and frame of an image. {@link PixelFormat#channels} counts its channels from 0; a format
     * without channels uses a single grey or RGB image, which is the current channel if there are several.
     *
     * @return height x width x {@link PixelFormat#count()}
     * @throws org.mrcnn.data.image.ImageException as {@link #of(ImageProcessor, PixelFormat)}
     */
    public static Image of(ImagePlus image, PixelFormat format) {
        return Slice.current(image, format).image();
    }

    /** Like {@link #of(ImagePlus, PixelFormat)}, for reading by regions: only the pixels of the regions are converted. */
    public static RegionSource regions(ImagePlus image, PixelFormat format) {
        return Slice.current(image, format).regions();
    }
}
