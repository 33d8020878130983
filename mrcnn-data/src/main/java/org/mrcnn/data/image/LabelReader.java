// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import org.mrcnn.data.image.ImageException.Problem;
import org.mrcnn.data.image.LabelImage.Pixels;
import org.mrcnn.data.image.LabelImage.Storage;

/** Reads images whose pixels are labels. Samples are read as stored, without applying a colour profile. */
final class LabelReader {

    private static final int MAX_16_BIT = 65535;

    private final Path file;
    private final BufferedImage decoded;
    private final Raster raster;
    private final ColorModel model;
    private final boolean lossy;
    private final int pages;

    private static final int PNG_HEAD = 8;
    private static final int PNG_CHUNK = 12; // length, type and checksum of a chunk
    private static final int ANIMATION = 0x6163544c; // acTL
    private static final int IMAGE_DATA = 0x49444154; // IDAT

    private LabelReader(Path file, BufferedImage decoded, boolean lossy, int pages) {
        this.file = file;
        this.decoded = decoded;
        this.raster = decoded.getRaster();
        this.model = decoded.getColorModel();
        this.lossy = lossy;
        this.pages = pages;
    }

    static LabelImage read(Path file, byte[] bytes, int page) {
        List<TiffPage> pages =
                TiffDirectories.isTiff(bytes) ? TiffDirectories.read(file, TiffBytes.of(file, bytes)) : List.of();
        if (page < pages.size() && LabelNumbers.fits(pages.get(page))) {
            requireSize(file, pages.get(page).height(), pages.get(page).width());
            return LabelNumbers.read(file, pages, page);
        }
        if (page < pages.size()) {
            requireRoom(file, bytes, pages.get(page));
        }
        return ImageFile.withReader(file, bytes, reader -> {
            reader.setInput(reader.getInput(), false, true); // allows counting pages
            int height = reader.getHeight(page);
            int width = reader.getWidth(page);
            requireSize(file, height, width);
            if (isAnimated(bytes)) {
                throw new IOException("an animated PNG, of which only the first frame could be read");
            }
            int same = pages(reader, height, width);
            ImageFile.requireRoom(file, bytes);
            return new LabelReader(file, reader.read(page), JpegMarkers.isJpeg(bytes), same).labels();
        });
    }

    /** Returns whether a PNG file has a chunk that begins an animation, before the chunks of its image. */
    private static boolean isAnimated(byte[] bytes) {
        ByteBuffer png = ByteBuffer.wrap(bytes);
        boolean isPng = bytes.length > PNG_HEAD && png.getInt(0) == 0x89504e47;
        for (long at = PNG_HEAD; isPng && at + 8 <= bytes.length; ) {
            int type = png.getInt((int) at + 4);
            if (type == ANIMATION || type == IMAGE_DATA) {
                return type == ANIMATION;
            }
            at += PNG_CHUNK + Integer.toUnsignedLong(png.getInt((int) at));
        }
        return false;
    }

    /** Rejects a page whose declared size the file cannot contain, before memory for it is allocated. */
    private static void requireRoom(Path file, byte[] bytes, TiffPage page) {
        long compression = page.first(TiffPage.COMPRESSION, 1);
        double size = (double) page.height() * page.width() * page.samples() * page.bits() / Byte.SIZE;
        if (TiffCompression.isKnown(compression)
                && size > (double) TiffCompression.densest(compression) * bytes.length) {
            throw ImageFile.truncated(file, bytes.length, null);
        }
    }

    private static void requireSize(Path file, long height, long width) {
        if (height > Images.MAX_PIXELS || width > Images.MAX_PIXELS || height * width > Images.MAX_PIXELS) {
            String text = "expected at most " + Images.MAX_PIXELS + " pixels, found " + height + "x" + width
                    + "; cut it into tiles";
            throw new ImageException(Problem.TOO_LARGE, file, text, null);
        }
        if (height < 1 || width < 1) {
            String text = "expected at least 1x1 pixels, found " + height + "x" + width + "; save it again";
            throw new ImageException(Problem.UNREADABLE, file, text, null);
        }
    }

    /**
     * Returns the number of leading images of the same size; others are previews. Rejects animations, whose frames may be
     * parts.
     */
    private static int pages(ImageReader reader, int height, int width) throws IOException {
        int all = reader.getNumImages(true);
        String format = reader.getFormatName().toLowerCase(Locale.ROOT);
        if (all > 1 && !format.startsWith("tif")) {
            throw new IOException("an animation of " + all + " frames");
        }
        int same = 0;
        while (same < all && reader.getHeight(same) == height && reader.getWidth(same) == width) {
            same++;
        }
        return Math.max(1, same);
    }

    private LabelImage labels() {
        int bands = raster.getNumBands();
        if (model instanceof IndexColorModel palette) {
            return indexed(palette);
        }
        int space = model.getColorSpace().getType();
        boolean component = model instanceof ComponentColorModel;
        if (component && space == ColorSpace.TYPE_GRAY) {
            if (bands > (model.hasAlpha() ? 2 : 1)) {
                throw unreadable("expected 1, 3 or 4 channels, found " + bands);
            }
            return grey();
        }
        int type = raster.getTransferType();
        if (component && space == ColorSpace.TYPE_RGB && type != DataBuffer.TYPE_BYTE) {
            if (type != DataBuffer.TYPE_USHORT) {
                throw unreadable("expected colours of 8 or 16 bits, found another kind of numbers");
            }
            return wideColours();
        }
        int[] argb = component && space == ColorSpace.TYPE_RGB
                ? packed()
                : decoded.getRGB(0, 0, decoded.getWidth(), decoded.getHeight(), null, 0, decoded.getWidth());
        boolean[] clear = model.hasAlpha() ? LabelImage.clear(alpha()) : null;
        return colours(argb, clear);
    }

    private LabelImage indexed(IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int[] values = band(0);
        boolean[] clear = null;
        if (palette.hasAlpha()) {
            clear = LabelImage.clear(
                    Arrays.stream(values).map(palette::getAlpha).toArray());
        }
        Arrays.setAll(colours, i -> colours[i] & 0xffffff);
        return image(new Pixels(values, false, colours, 0xffffff), clear, true);
    }

    private LabelImage grey() {
        int type = raster.getTransferType();
        boolean[] clear = model.hasAlpha() ? LabelImage.clear(alpha()) : null;
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) { // clipped to 0 to 1
            throw unreadable("expected floating point of one channel, not compressed or by LZW, Deflate or PackBits");
        }
        int white = type == DataBuffer.TYPE_BYTE ? 255 : type == DataBuffer.TYPE_USHORT ? MAX_16_BIT : -1;
        return image(new Pixels(band(0), false, null, white), clear, false);
    }

    /** Returns labels with 8 bits per channel, or those that Java converts from another colour space. */
    private LabelImage colours(int[] argb, boolean[] clear) {
        int spread = 0;
        for (int i = 0; i < argb.length; i++) {
            argb[i] &= 0xffffff;
            int red = argb[i] >> 16;
            int green = argb[i] >> 8 & 0xff;
            int blue = argb[i] & 0xff;
            spread = Math.max(spread, Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)));
        }
        int greyNoise = lossy ? 16 : 0;
        if (spread > greyNoise) {
            return image(new Pixels(argb, true, null, 0xffffff), clear, false);
        }
        Arrays.setAll(argb, i -> argb[i] >> 8 & 0xff);
        return image(new Pixels(argb, false, null, 255), clear, false);
    }

    private int[] packed() {
        int[] argb = band(0);
        int[] green = band(1);
        int[] blue = band(2);
        Arrays.setAll(argb, i -> argb[i] << 16 | green[i] << 8 | blue[i]);
        return argb;
    }

    /**
     * Returns labels with 16 bits per channel: grey values if all channels are equal, otherwise the ranks of the colours in
     * ascending order.
     */
    private LabelImage wideColours() {
        int[] red = band(0);
        int[] green = band(1);
        int[] blue = band(2);
        boolean[] clear = model.hasAlpha() ? LabelImage.clear(alpha()) : null;
        if (Arrays.equals(red, green) && Arrays.equals(green, blue)) {
            return image(new Pixels(red, false, null, MAX_16_BIT), clear, false);
        }
        long[] colours = new long[red.length];
        Arrays.setAll(colours, i -> (long) red[i] << 32 | (long) green[i] << 16 | blue[i]);
        long[] sorted = Arrays.copyOf(colours, colours.length + 1); // black has rank 0 even if it does not occur
        long[] distinct = Arrays.stream(sorted).sorted().distinct().toArray();
        int[] values = new int[colours.length];
        Arrays.setAll(values, i -> Arrays.binarySearch(distinct, colours[i]));
        int[] palette = Arrays.stream(distinct)
                .mapToInt(c -> c == 0 ? 0 : Math.max(1, shown8(c >> 32) << 16 | shown8(c >> 16) << 8 | shown8(c)))
                .toArray();
        return image(new Pixels(values, true, palette, 0xffffff), clear, false);
    }

    private static int shown8(long sample) {
        return (int) ((sample & MAX_16_BIT) >> 8);
    }

    private int[] alpha() {
        if (model instanceof ComponentColorModel) {
            return band(raster.getNumBands() - 1);
        }
        int[] argb = decoded.getRGB(0, 0, decoded.getWidth(), decoded.getHeight(), null, 0, decoded.getWidth());
        Arrays.setAll(argb, i -> argb[i] >>> 24);
        return argb;
    }

    private int[] band(int band) {
        return raster.getSamples(
                raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), band, (int[]) null);
    }

    private LabelImage image(Pixels pixels, boolean[] clear, boolean indexed) {
        Storage storage = new Storage(lossy, false, indexed, pages);
        return new LabelImage(decoded.getHeight(), decoded.getWidth(), pixels, clear, storage);
    }

    private ImageException unreadable(String text) {
        return new ImageException(Problem.UNREADABLE, file, text + "; save it as PNG of 8 or 16 bits", null);
    }
}
