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
 * Reads and writes image files: JPEG (CMYK and progressive too), PNG, BMP, TIFF, GIF (first frame), WebP (lossy ones where libwebp
 * is on the class path, no animations) and what else ImageIO knows. Everything arrives as 8 bit: as RGB, where grey is repeated, 16 bit
 * is scaled and alpha is dropped, or with the channels and the window of a {@link PixelFormat}. Colour profiles are not applied to RGB
 * and grey. Thread-safe.
 */
public final class Images {

    /** The largest image that {@link #read(Path)} decodes, in pixels; a small file can claim to be enormous. */
    public static final long MAX_PIXELS = 100_000_000;

    private Images() {}

    /** Whether the name of a file ends as that of an image. */
    public static boolean isNamedAsImage(Path file) {
        return ImageEndings.has(String.valueOf(file.getFileName()));
    }

    /**
     * The image files in a folder, known by the endings of their names, in the order of their names. Subfolders and hidden files are
     * left out.
     *
     * @throws IOException if it is no folder, or cannot be read
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
     * Reads an image the way a viewer shows it: with its Exif orientation applied.
     *
     * @return height x width x 3, RGB
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static Image read(Path file) {
        return read(file, MAX_PIXELS);
    }

    /** As {@link #read(Path)}, for images of at most {@code maxPixels} pixels, height times width. */
    public static Image read(Path file, long maxPixels) {
        return upright(file, ImageFile.bytes(file), PixelFormat.RGB, maxPixels);
    }

    /**
     * Like {@link #read(Path)}, with channels and values of a choice.
     *
     * @param format such as that of a model, {@code model.config().image().pixelFormat()}
     * @return height x width x {@link PixelFormat#count()}
     * @throws ImageException as {@link #read(Path)}, and where the file has other channels or samples
     */
    public static Image read(Path file, PixelFormat format) {
        return upright(file, ImageFile.bytes(file), format, MAX_PIXELS);
    }

    /**
     * Like {@link #read(Path, PixelFormat)}, with advice as of {@link #advice} from the same reading of the file.
     *
     * @param advice is told, where there is any
     */
    public static Image read(Path file, PixelFormat format, Consumer<String> advice) {
        byte[] bytes = ImageFile.bytes(file);
        Image image = upright(file, bytes, format, MAX_PIXELS);
        DarkSamples.advice(file, bytes, format).ifPresent(advice);
        return image;
    }

    /**
     * Like {@link #read(Path, PixelFormat)}, for the content of a file in memory.
     *
     * @throws ImageException as there
     */
    public static Image read(byte[] file, PixelFormat format) {
        return read(file, format, MAX_PIXELS);
    }

    /** Like {@link #read(byte[], PixelFormat)}, for images of at most {@code maxPixels} pixels. */
    public static Image read(byte[] file, PixelFormat format, long maxPixels) {
        return upright(ImageFile.IN_MEMORY, file, format, maxPixels);
    }

    /** Like {@link #read(byte[], PixelFormat)}, from a buffer's position to its limit, which stay. */
    public static Image read(ByteBuffer file, PixelFormat format) {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return read(bytes, format);
    }

    /**
     * Like {@link #read(byte[], PixelFormat)}, from a stream, which is read to its end and left open.
     *
     * @throws IOException if the stream cannot be read
     */
    public static Image read(InputStream file, PixelFormat format) throws IOException {
        return read(ImageFile.bytes(ImageFile.IN_MEMORY, file), format);
    }

    /**
     * An image that another library decoded or drew.
     *
     * @param format the channels and values to take, such as those of a model; {@link PixelFormat#RGB} for any kind of image
     * @throws ImageException where the image has other channels or samples
     */
    public static Image of(BufferedImage image, PixelFormat format) {
        return SampleReader.of(image, format);
    }

    /**
     * An image whose samples another library has in memory, taken as those of a grey TIFF file with a page per channel.
     *
     * @param planes an array of height * width values per channel, row by row, all of one type: byte[] or short[], which are
     *     unsigned, or float[]. They are only read
     * @param format the channels and values to take, such as those of a model
     * @return height x width x {@link PixelFormat#count()}
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     * @throws IllegalArgumentException for arrays of other types or lengths
     */
    public static Image ofPlanes(int height, int width, List<?> planes, PixelFormat format) {
        return new SamplePlanes(height, width, planes).image(format);
    }

    private static Image upright(Path file, byte[] bytes, PixelFormat format, long maxPixels) {
        return ExifOrientation.apply(SampleReader.read(file, bytes, format, maxPixels), ExifOrientation.of(bytes));
    }

    /**
     * Opens an image that may be larger than memory, to be read by regions, which are those of {@link #read(Path, PixelFormat)}. Of
     * a TIFF file only the tiles or strips of the region are decoded, of JPEG, PNG and BMP its rows; every other format is read as
     * a whole, up to {@link #MAX_PIXELS}.
     *
     * @throws ImageException as {@link #read(Path, PixelFormat)}, and where the format has percentiles, for which the whole image
     *     would be needed
     */
    public static RegionSource open(Path file, PixelFormat format) {
        return open(file, format, 0);
    }

    /**
     * Like {@link #open(Path, PixelFormat)}, for one of the sizes at which a TIFF file has its image, as slides do.
     *
     * @param level 0 for the largest size, 1 for the next smaller one
     * @throws ImageException as there, and naming the sizes of the file, if it has no such level
     */
    public static RegionSource open(Path file, PixelFormat format, int level) {
        return RegionFiles.open(file, format, level);
    }

    /** Like {@link #open(Path, PixelFormat)}, for the pixels as they are stored, whatever the Exif orientation says. */
    public static RegionSource openStored(Path file, PixelFormat format) {
        return RegionFiles.openStored(file, format);
    }

    /** Like {@link #read(Path)}, for the pixels as they are stored, whatever the Exif orientation says. */
    public static Image readStored(Path file) {
        return readStored(file, PixelFormat.RGB);
    }

    /** Like {@link #readStored(Path)}, with channels and values of a choice. */
    public static Image readStored(Path file, PixelFormat format) {
        return SampleReader.read(file, ImageFile.bytes(file), format, MAX_PIXELS);
    }

    /**
     * Looks at the header alone whether a file can be read this way.
     *
     * @throws ImageException naming the file: as {@link #read(Path, PixelFormat)}, as far as the header shows it
     */
    public static void check(Path file, PixelFormat format) {
        ImageHeader.layout(file, format);
    }

    /**
     * The size of an image from its header, without decoding it.
     *
     * @throws ImageException naming the file: missing, not an image or unreadable
     */
    public static Size size(Path file) {
        return ImageHeader.size(file);
    }

    /**
     * The size of a pixel that a TIFF file states: in OME's XML, in ImageJ's description, or in its resolution tags, of which pixels
     * above 20 micrometres are left out: printers and screens have those.
     *
     * @return micrometres per pixel; empty for files that state none, for pixels that are not square, and for other formats
     * @throws ImageException naming the file: missing or damaged
     */
    public static OptionalDouble pixelSize(Path file) {
        return ImageHeader.pixelSize(file);
    }

    /**
     * The mean of each channel under each mask, of the values that the file stores, whatever the window of the format.
     *
     * @param format the channels to measure
     * @param masks of the size of the image as {@link #read(Path, PixelFormat)} gives it, or of one level of a TIFF file
     * @return double[masks][{@link PixelFormat#count()}]; NaN under a mask without pixels, and for images of more than {@link
     *     #MAX_PIXELS} pixels but TIFF files without compression or with LZW, Deflate or PackBits
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     */
    public static double[][] meanIntensities(Path file, PixelFormat format, List<Rle> masks) {
        return MeanIntensities.of(file, format, masks);
    }

    /**
     * What to set so that an image of 10, 12 or 14 bit in 16 bit samples is not read as nearly black, which it is without a window.
     *
     * @return a sentence for the user; empty for other images
     * @throws ImageException as {@link #read(Path, PixelFormat)}
     */
    public static Optional<String> advice(Path file, PixelFormat format) {
        return DarkSamples.advice(file, format);
    }

    /**
     * Writes a PNG file: grey from one channel, RGB from three. An existing file is replaced.
     *
     * @throws IOException when the file cannot be written
     * @throws IllegalArgumentException for other numbers of channels
     */
    public static void write(Image image, Path file) throws IOException {
        PngWriter.write(image, file);
    }

    /**
     * Writes labels as a grey image, such as the numbers of objects: 16 bit PNG or TIFF by the file's ending, 32 bit TIFF where a
     * label is above 65,535.
     *
     * @param labels int[height * width], row by row, 0 or more
     * @throws IOException when the file cannot be written
     * @throws IllegalArgumentException for labels that a PNG file cannot hold
     */
    public static void writeLabels(int[] labels, int height, int width, Path file) throws IOException {
        LabelWriter.write(labels, height, width, file);
    }

    /**
     * Like {@link #writeLabels(int[], int, int, Path)}, for labels that need not be in memory at the same time.
     *
     * @param rows gives the labels of a row, int[width], each 0 to {@code most}; asked for from the first row to the last
     * @param most the largest label that there may be: with more than 65,535 the file has 32 bit
     */
    public static void writeLabels(IntFunction<int[]> rows, int most, int height, int width, Path file)
            throws IOException {
        LabelWriter.write(rows, most, height, width, file);
    }

    /**
     * The image as it looks after JPEG compression, colours at half resolution.
     *
     * @param image of one or three channels
     * @param quality 1 to 100, as the IJG library counts it
     * @return height x width x 3
     */
    public static Image throughJpeg(Image image, int quality) {
        return JpegCodec.decode(JpegCodec.encode(image, quality));
    }

    /**
     * Reads an image whose pixels are labels, such as an instance mask saved as PNG; of several pages the first. Taken as
     * stored: annotation tools do not note an orientation.
     *
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static LabelImage readLabels(Path file) {
        return readLabels(file, 0);
    }

    /** As {@link #readLabels(Path)}, for a page of a TIFF file, from 0. */
    public static LabelImage readLabels(Path file, int page) {
        return LabelReader.read(file, ImageFile.bytes(file), page);
    }

    /** As {@link #readLabels(Path)}, for an image embedded in another file; errors name that file. */
    public static LabelImage readLabels(Path file, byte[] bytes) {
        return LabelReader.read(file, bytes, 0);
    }

    /**
     * Size of an image file in pixels.
     *
     * @param height rows as a viewer shows them, Exif orientation applied
     * @param width columns as a viewer shows them
     * @param storedHeight rows of the stored pixels
     * @param storedWidth columns of the stored pixels
     */
    public record Size(int height, int width, int storedHeight, int storedWidth) {}
}
