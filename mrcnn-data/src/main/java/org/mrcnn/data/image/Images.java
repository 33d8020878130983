// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.mrcnn.data.internal.file.ImageEndings;
import org.mrcnn.data.mask.Rle;

/**
 * Reads and writes image files: JPEG (including CMYK and progressive), PNG, BMP, TIFF, GIF (first frame), WebP (lossy files
 * only with libwebp on the class path, no animations), and other formats that ImageIO supports. All images are converted to
 * 8-bit samples: to RGB, with grey repeated, 16-bit values scaled and alpha dropped, or according to a {@link PixelFormat}.
 * Colour profiles are not applied to RGB and grey images. Thread-safe.
 */
public final class Images {

    /**
     * The maximum number of pixels of an image that {@link #read(Path)} decodes, because a small file can claim an enormous
     * size.
     */
    public static final long MAX_PIXELS = 100_000_000;

    private Images() {}

    /** Returns whether a file has the name extension of an image format. */
    public static boolean isNamedAsImage(Path file) {
        return ImageEndings.has(String.valueOf(file.getFileName()));
    }

    /**
     * Returns the image files in a folder, recognized by their name extensions and sorted by name. Subfolders and hidden files
     * are left out.
     *
     * @throws IOException if {@code folder} is not a folder, or cannot be read
     */
    public static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Images::isNamedAsImage)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads an image as a viewer shows it: with its Exif orientation applied.
     *
     * @return height x width x 3, RGB
     * @throws ImageException if the file is missing, not an image, truncated, too large or unreadable; the message names it
     */
    public static Image read(Path file) {
        return read(file, MAX_PIXELS);
    }

    /** Like {@link #read(Path)}, for images of at most {@code maxPixels} pixels, height times width. */
    public static Image read(Path file, long maxPixels) {
        return upright(file, ImageFile.bytes(file), PixelFormat.RGB, maxPixels);
    }

    /**
     * Like {@link #read(Path)}, with the channels and values of a pixel format.
     *
     * @param format the channels and values to read, for example those of a model: {@code model.config().image().pixelFormat()}
     * @return height x width x {@link PixelFormat#count()}
     * @throws ImageException as {@link #read(Path)}, and if the file does not have these channels or values
     */
    public static Image read(Path file, PixelFormat format) {
        return upright(file, ImageFile.bytes(file), format, MAX_PIXELS);
    }

    /**
     * Like {@link #read(Path, PixelFormat)}, but also gives the advice of {@link #advice}, while reading the file only once.
     *
     * @param advice receives the advice, if there is any
     */
    public static Image read(Path file, PixelFormat format, Consumer<String> advice) {
        byte[] bytes = ImageFile.bytes(file);
        Image image = upright(file, bytes, format, MAX_PIXELS);
        DarkSamples.advice(file, bytes, format).ifPresent(advice);
        return image;
    }

    /**
     * Like {@link #read(Path, PixelFormat)}, for an encoded image in memory.
     *
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     */
    public static Image read(byte[] file, PixelFormat format) {
        return read(file, format, MAX_PIXELS);
    }

    /** Like {@link #read(byte[], PixelFormat)}, for images of at most {@code maxPixels} pixels. */
    public static Image read(byte[] file, PixelFormat format, long maxPixels) {
        return upright(ImageFile.IN_MEMORY, file, format, maxPixels);
    }

    /** Like {@link #read(byte[], PixelFormat)}, for the bytes from a buffer's position to its limit. Neither is changed. */
    public static Image read(ByteBuffer file, PixelFormat format) {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return read(bytes, format);
    }

    /**
     * Like {@link #read(byte[], PixelFormat)}, for a stream, which is read to its end and left open.
     *
     * @throws IOException if the stream cannot be read
     */
    public static Image read(InputStream file, PixelFormat format) throws IOException {
        return read(ImageFile.bytes(ImageFile.IN_MEMORY, file), format);
    }

    /**
     * Converts an image that was decoded or drawn by another library.
     *
     * @param format the channels and values to use, for example those of a model; {@link PixelFormat#RGB} accepts any kind of
     *     image
     * @throws ImageException if the image does not have these channels or values
     */
    public static Image of(BufferedImage image, PixelFormat format) {
        return SampleReader.of(image, format);
    }

    /**
     * Converts samples in memory, for example those of another library. They are treated like a grey TIFF file with a page per
     * channel.
     *
     * @param planes an array of height * width values per channel, row by row, all of the same type: byte[] or short[], which
     *     are unsigned, or float[]. The arrays are only read
     * @param format the channels and values to use, for example those of a model
     * @return height x width x {@link PixelFormat#count()}
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     * @throws IllegalArgumentException if the arrays have other types or lengths
     */
    public static Image ofPlanes(int height, int width, List<?> planes, PixelFormat format) {
        return new SamplePlanes(height, width, planes).image(format);
    }

    private static Image upright(Path file, byte[] bytes, PixelFormat format, long maxPixels) {
        return ExifOrientation.apply(SampleReader.read(file, bytes, format, maxPixels), ExifOrientation.of(bytes));
    }

    /**
     * Opens an image, which may be larger than memory, to read it by regions. Regions have the pixels of {@link #read(Path,
     * PixelFormat)}. Only the tiles or strips of the region are decoded from a TIFF file, and only its rows from JPEG, PNG and
     * BMP files; all other formats are read as a whole, up to {@link #MAX_PIXELS}.
     *
     * @throws ImageException as {@link #read(Path, PixelFormat)}, and if the pixel format has percentiles, which require the
     *     whole image
     */
    public static RegionSource open(Path file, PixelFormat format) {
        return open(file, format, 0);
    }

    /**
     * Like {@link #open(Path, PixelFormat)}, for one of the sizes of an image that a TIFF file contains in several sizes, such
     * as a slide.
     *
     * @param level 0 for the largest size, 1 for the next smaller one
     * @throws ImageException as {@link #open(Path, PixelFormat)}, and if the file does not have this level; the message then
     *     names its sizes
     */
    public static RegionSource open(Path file, PixelFormat format, int level) {
        return RegionFiles.open(file, format, level);
    }

    /** Like {@link #open(Path, PixelFormat)}, for the pixels as stored: the Exif orientation is not applied. */
    public static RegionSource openStored(Path file, PixelFormat format) {
        return RegionFiles.openStored(file, format);
    }

    /** Like {@link #read(Path)}, for the pixels as stored: the Exif orientation is not applied. */
    public static Image readStored(Path file) {
        return readStored(file, PixelFormat.RGB);
    }

    /** Like {@link #readStored(Path)}, with the channels and values of a pixel format. */
    public static Image readStored(Path file, PixelFormat format) {
        return SampleReader.read(file, ImageFile.bytes(file), format, MAX_PIXELS);
    }

    /**
     * Checks by its header whether a file can be read with this pixel format.
     *
     * @throws ImageException as {@link #read(Path, PixelFormat)}, as far as the header shows the reason; the message names the
     *     file
     */
    public static void check(Path file, PixelFormat format) {
        ImageHeader.layout(file, format);
    }

    /**
     * Returns the size of an image from its header, without decoding it.
     *
     * @throws ImageException if the file is missing, not an image or unreadable; the message names it
     */
    public static Size size(Path file) {
        return ImageHeader.size(file);
    }

    /**
     * Returns the physical size of a pixel that a TIFF file states: in the XML of OME, in the description of ImageJ, or in its
     * resolution tags. In the tags, pixels larger than 20 micrometres are ignored, because these are sizes for printers and
     * screens.
     *
     * @return micrometres per pixel; empty if the file states no size, for pixels that are not square, and for other formats
     * @throws ImageException if the file is missing or damaged; the message names it
     */
    public static OptionalDouble pixelSize(Path file) {
        return ImageHeader.pixelSize(file);
    }

    /**
     * Computes the mean of each channel under each mask, from the values stored in the file: the window of the pixel format is
     * not applied.
     *
     * @param format the channels to measure
     * @param masks masks in the size of the image that {@link #read(Path, PixelFormat)} returns, or of one level of a TIFF file
     * @return double[masks][{@link PixelFormat#count()}]; NaN for an empty mask, and for images with more than {@link
     *     #MAX_PIXELS} pixels, except TIFF files that are uncompressed or compressed with LZW, Deflate or PackBits
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     */
    public static double[][] meanIntensities(Path file, PixelFormat format, List<Rle> masks) {
        return MeanIntensities.of(file, format, masks);
    }

    /**
     * Returns which setting to change so that an image of 10, 12 or 14 bits in 16-bit samples is not read as nearly black, as
     * it is without a window.
     *
     * @return a sentence for the user; empty for other images
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     */
    public static Optional<String> advice(Path file, PixelFormat format) {
        return DarkSamples.advice(file, format);
    }

    /**
     * Writes a PNG file: grey for one channel, RGB for three. An existing file is replaced.
     *
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the image has another number of channels
     */
    public static void write(Image image, Path file) throws IOException {
        PngWriter.write(image, file);
    }

    /**
     * Returns the bytes of the file that {@link #write} writes.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public static byte[] png(Image image) {
        return PngWriter.bytes(image, ImageFile.IN_MEMORY);
    }

    /**
     * Writes labels, such as the numbers of objects, as a grey image: a 16-bit PNG or TIFF file, depending on the file name
     * extension, or a 32-bit TIFF file if a label is above 65,535.
     *
     * @param labels int[height * width], row by row, 0 or more
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if a label is too large for a PNG file
     */
    public static void writeLabels(int[] labels, int height, int width, Path file) throws IOException {
        LabelWriter.write(labels, height, width, file);
    }

    /**
     * Like {@link #writeLabels(int[], int, int, Path)}, row by row, for labels that need not all be in memory at the same time.
     *
     * @param rows returns the labels of a row, int[width], each from 0 to {@code most}; called from the first row to the last
     * @param most the largest possible label; if it is above 65,535, the file has 32 bits per pixel
     */
    public static void writeLabels(IntFunction<int[]> rows, int most, int height, int width, Path file)
            throws IOException {
        LabelWriter.write(rows, most, height, width, file);
    }

    /**
     * Returns the image after JPEG compression and decompression, with colours at half resolution.
     *
     * @param image an image of one or three channels
     * @param quality quality, 1 to 100, on the scale of the IJG library
     * @return height x width x 3
     */
    public static Image throughJpeg(Image image, int quality) {
        return JpegCodec.decode(JpegCodec.encode(image, quality));
    }

    /**
     * Reads an image whose pixels are labels, such as an instance mask saved as PNG. Of several pages, reads the first. An Exif
     * orientation is not applied, because annotation tools do not write one.
     *
     * @throws ImageException if the file is missing, not an image, truncated, too large or unreadable; the message names it
     */
    public static LabelImage readLabels(Path file) {
        return readLabels(file, 0);
    }

    /** Like {@link #readLabels(Path)}, for a page of a TIFF file, counted from 0. */
    public static LabelImage readLabels(Path file, int page) {
        return LabelReader.read(file, ImageFile.bytes(file), page);
    }

    /** Like {@link #readLabels(Path)}, for an image embedded in another file, which messages name. */
    public static LabelImage readLabels(Path file, byte[] bytes) {
        return LabelReader.read(file, bytes, 0);
    }

    /**
     * The size of an image file in pixels.
     *
     * @param height height as a viewer shows the image, with its Exif orientation applied
     * @param width width as a viewer shows the image
     * @param storedHeight height of the stored image
     * @param storedWidth width of the stored image
     * @param orientation Exif orientation, 1 to 8; 1 = shown as stored
     */
    public record Size(int height, int width, int storedHeight, int storedWidth, int orientation) {
        static Size ofStored(int height, int width, int orientation) {
            boolean swap = ExifOrientation.swapsSides(orientation);
            return new Size(swap ? width : height, swap ? height : width, height, width, orientation);
        }

        /** Returns whether the image is shown otherwise than it is stored. */
        public boolean isTurned() {
            return orientation != ExifOrientation.AS_STORED;
        }
    }
}
