// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * The properties of the samples of an image file that its header states.
 *
 * @param height number of rows as stored
 * @param width number of columns as stored
 * @param pages number of consecutive images of this size
 * @param samples number of samples per pixel of each page
 * @param type type of each sample; null if samples are not read as they are stored
 * @param colour meaning of the first samples
 * @param isConverted whether ImageIO converts the samples, for example from a palette
 */
record ImageLayout(int height, int width, int pages, int samples, SampleType type, Colour colour, boolean isConverted) {

    /** The meaning of samples. */
    enum Colour {
        /** The first sample is grey, and there are no others except opacity. */
        GREY,
        /** The first three samples are red, green and blue, and there are no others except opacity. */
        RGB,
        /** Channels of unknown meaning. */
        CHANNELS
    }

    private static final int GREY_SAMPLES = 2;
    private static final int RGB_SAMPLES = 4;

    /** Returns the layout of a file that ImageIO converts to 8-bit RGB: palettes, CMYK, fewer than 8 bits. */
    private static ImageLayout converted(int height, int width, int pages) {
        return new ImageLayout(height, width, pages, 3, SampleType.UINT8, Colour.RGB, true);
    }

    /** Returns the layout of one or more images in a TIFF file. */
    static ImageLayout of(List<TiffPage> images) {
        TiffPage first = images.get(0);
        int height = (int) Math.min(Integer.MAX_VALUE, first.height());
        int width = (int) Math.min(Integer.MAX_VALUE, first.width());
        if (isConverted(first)) {
            return converted(height, width, images.size());
        }
        int samples = first.samples();
        Colour colour = Colour.CHANNELS;
        if (first.isGrey() && (samples == 1 || (samples == GREY_SAMPLES && first.hasAlphaAt(0)))) {
            colour = Colour.GREY;
        } else if (first.isRgb() && (samples == 3 || samples == RGB_SAMPLES)) {
            colour = Colour.RGB;
        }
        return new ImageLayout(height, width, images.size(), samples, first.type(), colour, false);
    }

    /** Returns whether ImageIO must convert the samples of a page to colours. */
    static boolean isConverted(TiffPage page) {
        return page.bits() < Byte.SIZE || !(page.isGrey() || page.isRgb());
    }

    /** Returns the layout of the first image of a file in another format. */
    static ImageLayout of(ImageReader reader) throws IOException {
        int height = reader.getHeight(0);
        int width = reader.getWidth(0);
        ImageTypeSpecifier stored = reader.getRawImageType(0);
        if (stored == null && reader.getImageTypes(0).hasNext()) {
            stored = reader.getImageTypes(0).next();
        }
        if (stored == null || !isPlain(stored.getColorModel())) {
            return converted(height, width, 1);
        }
        boolean grey = stored.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        return new ImageLayout(
                height,
                width,
                1,
                stored.getNumBands(),
                stored.getColorModel().getTransferType() == DataBuffer.TYPE_BYTE ? SampleType.UINT8 : SampleType.UINT16,
                grey ? Colour.GREY : Colour.RGB,
                false);
    }

    /** Returns whether decoded samples are grey or RGB with 8 or 16 bits, as in the file. */
    static boolean isPlain(ColorModel model) {
        int space = model.getColorSpace().getType();
        int depth = model.getTransferType();
        return model instanceof ComponentColorModel
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (depth == DataBuffer.TYPE_BYTE || depth == DataBuffer.TYPE_USHORT);
    }

    /**
     * Returns the index of the sample for each channel.
     *
     * @throws ImageException if the file does not have these samples, or their values need a window; the message names the file
     */
    List<Integer> select(Path file, PixelFormat format) {
        List<Integer> chosen = format.channels().isEmpty() ? colours(file) : format.channels();
        long all = (long) pages * samples;
        int most = Collections.max(chosen);
        if (most >= all) {
            throw unfit(
                    file,
                    "expected a channel " + most + " for image.channels " + format.channels() + ", found " + found()
                            + ", numbered from 0");
        }
        requireValues(file, format);
        return chosen;
    }

    private List<Integer> colours(Path file) {
        if (pages > 1 || colour == Colour.CHANNELS) {
            int all = (int) Math.min(3, (long) pages * samples);
            throw unfit(
                    file,
                    "expected one grey or RGB image, found " + found()
                            + "; choose some by image.channels, such as [0] or "
                            + IntStream.range(0, all).boxed().toList());
        }
        return colour == Colour.GREY ? List.of(0, 0, 0) : List.of(0, 1, 2);
    }

    private void requireValues(Path file, PixelFormat format) {
        if (type == null) {
            if (format.isMapped() || !format.channels().isEmpty()) {
                throw unfit(
                        file,
                        "expected samples of 8, 16, 32 or 64 bit or floating point, all of one type, found others;"
                                + " convert it, or set no image.channels, image.window and image.percentiles");
            }
        } else if (!type.hasRange() && !format.isMapped()) {
            throw unfit(
                    file,
                    "expected 8 or 16 bit unsigned samples, found " + type + " ones, which have no black and white;"
                            + " set image.window to the values that become black and white, such as [0, 4095], or"
                            + " image.percentiles, such as [1, 99]");
        } else if (!format.window().isEmpty() && format.window().get(1) > type.highest()) {
            throw unfit(
                    file,
                    "expected samples that can reach the end of image.window " + format.window() + ", found " + type
                            + " ones; convert the file, or set image.percentiles instead");
        }
    }

    private String found() {
        String channels = samples + (samples == 1 ? " channel" : " channels");
        return pages == 1 ? channels : pages + " pages of " + channels;
    }

    private static ImageException unfit(Path file, String message) {
        return new ImageException(Problem.UNFIT, file, message, null);
    }
}
