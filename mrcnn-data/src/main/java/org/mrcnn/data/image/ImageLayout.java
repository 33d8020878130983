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
 * What the header of an image file shows of its samples.
 *
 * @param height rows as stored
 * @param width columns as stored
 * @param pages images of that size, one after the other
 * @param samples per pixel of each page
 * @param type of each sample; null for one that is not read as it is stored
 * @param colour what the first samples mean
 * @param isConverted whether ImageIO makes the samples of others, such as those of a palette
 */
record ImageLayout(int height, int width, int pages, int samples, SampleType type, Colour colour, boolean isConverted) {

    /** What samples mean. */
    enum Colour {
        /** The first is grey, and alone but for an opacity. */
        GREY,
        /** The first three are red, green and blue, and alone but for an opacity. */
        RGB,
        /** Channels without a meaning that is known. */
        CHANNELS
    }

    private static final int GREY_SAMPLES = 2;
    private static final int RGB_SAMPLES = 4;

    /** Of a file that ImageIO turns into 8 bit RGB: palettes, CMYK, fewer than 8 bit. */
    private static ImageLayout converted(int height, int width, int pages) {
        return new ImageLayout(height, width, pages, 3, SampleType.UINT8, Colour.RGB, true);
    }

    /** Of the images in a TIFF file, one or more. */
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

    /** Whether ImageIO has to make colours of the samples of a page. */
    static boolean isConverted(TiffPage page) {
        return page.bits() < Byte.SIZE || !(page.isGrey() || page.isRgb());
    }

    /** Of the first image of a file of another format. */
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

    /** Whether decoded samples are grey or RGB of 8 or 16 bit as the file has them. */
    static boolean isPlain(ColorModel model) {
        int space = model.getColorSpace().getType();
        int depth = model.getTransferType();
        return model instanceof ComponentColorModel
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (depth == DataBuffer.TYPE_BYTE || depth == DataBuffer.TYPE_USHORT);
    }

    /**
     * The sample of each channel.
     *
     * @throws ImageException naming the file, if it has no such samples or their values need a window
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
