// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;

/**
 * The channels of one slice, as input for a model.
 *
 * @param channels one channel, or several without colours
 * @param format the channels to use
 */
record Slice(List<ImageProcessor> channels, PixelFormat format) {

    /** The offset that ImageJ adds to signed 16-bit values. */
    private static final int SIGNED_ZERO = 32768;

    /** Returns the displayed slice. */
    static Slice current(ImagePlus image, PixelFormat format) {
        return of(image, image.getSlice(), image.getFrame(), format);
    }

    /**
     * Returns a slice of an image.
     *
     * @param z slice, from 1
     * @param t frame, from 1
     */
    static Slice of(ImagePlus image, int z, int t, PixelFormat format) {
        boolean rgb = format.channels().isEmpty() && isRgb48(image);
        boolean current = takesCurrentChannel(image, format);
        int first = current ? image.getChannel() : 1;
        int last = current ? first : image.getNChannels();
        List<ImageProcessor> channels = IntStream.rangeClosed(first, last)
                .mapToObj(c -> channel(image, image.getStackIndex(c, z, t)))
                .toList();
        return new Slice(
                channels, rgb ? new PixelFormat(List.of(0, 1, 2), format.window(), format.percentiles()) : format);
    }

    /**
     * Returns whether only the current channel is used, because the image has several and the model needs a single grey or RGB
     * image.
     */
    static boolean takesCurrentChannel(ImagePlus image, PixelFormat format) {
        return format.channels().isEmpty() && image.getNChannels() > 1 && !isRgb48(image);
    }

    /** Returns whether this is a 16-bit RGB image, which ImageJ opens as three channels with these names. */
    private static boolean isRgb48(ImagePlus image) {
        return image.getNChannels() == 3
                && image.getBitDepth() == Short.SIZE
                && "Red".equals(image.getStack().getSliceLabel(1));
    }

    private static ImageProcessor channel(ImagePlus image, int index) {
        ImageProcessor pixels = image.getStackSize() == 1
                ? image.getProcessor()
                : image.getStack().getProcessor(index);
        pixels.resetRoi(); // a selection would limit the statistics of the values
        return image.getLocalCalibration().isSigned16Bit() ? signed(pixels) : pixels;
    }

    private static ImageProcessor signed(ImageProcessor stored) {
        float[] values = new float[stored.getPixelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = stored.get(i) - SIGNED_ZERO;
        }
        return new FloatProcessor(stored.getWidth(), stored.getHeight(), values);
    }

    Image image() {
        return image(channels, format);
    }

    /** Returns the slice for reading by regions; percentiles need all of its values at once. */
    RegionSource regions() {
        return format.percentiles().isEmpty() ? new Regions(channels, format) : RegionSource.of(image());
    }

    /** Returns whether an 8-bit image is converted with the colours of its lookup table. */
    boolean hasColours() {
        return channels.size() == 1
                && channels.get(0) instanceof ByteProcessor
                && channels.get(0).isColorLut();
    }

    /** Returns whether 0 is white. */
    boolean isInverted() {
        return channels.size() == 1 && !hasColours() && channels.get(0).isInvertedLut();
    }

    /** Returns the values of the channels; for a colour image, red, green and blue. */
    List<ImageProcessor> values() {
        if (!(channels.get(0) instanceof ColorProcessor colours)) {
            return channels;
        }
        List<ImageProcessor> values = new ArrayList<>();
        for (int c = 1; c <= 3; c++) {
            values.add(colours.getChannel(c, null));
        }
        return values;
    }

    private static Image image(List<ImageProcessor> channels, PixelFormat format) {
        Slice slice = new Slice(channels, format);
        ImageProcessor first = channels.get(0);
        if (first instanceof ColorProcessor) {
            return Images.of(first.getBufferedImage(), format);
        }
        if (slice.hasColours()) {
            ImageProcessor undisplayed = first.duplicate();
            undisplayed.resetMinAndMax();
            return Images.of(undisplayed.convertToRGB().getBufferedImage(), format);
        }
        List<Object> planes = channels.stream().map(ImageProcessor::getPixels).toList();
        Image image = Images.ofPlanes(first.getHeight(), first.getWidth(), planes, format);
        return slice.isInverted() ? inverted(image) : image;
    }

    private static Image inverted(Image image) {
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ~pixels[i];
        }
        return new Image(image.height(), image.width(), image.channels(), pixels);
    }

    /** Crops regions from every channel before converting them. */
    private record Regions(List<ImageProcessor> channels, PixelFormat format) implements RegionSource {

        @Override
        public int height() {
            return channels.get(0).getHeight();
        }

        @Override
        public int width() {
            return channels.get(0).getWidth();
        }

        @Override
        public Image read(int top, int left, int rows, int columns) {
            List<ImageProcessor> cut = channels.stream()
                    .map(channel -> {
                        channel.setRoi(left, top, columns, rows);
                        ImageProcessor part = channel.crop();
                        channel.resetRoi();
                        return part;
                    })
                    .toList();
            return image(cut, format);
        }
    }
}
