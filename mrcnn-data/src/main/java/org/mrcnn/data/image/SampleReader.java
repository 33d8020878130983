// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.ImageException.Problem;

/** Reads image files according to a {@link PixelFormat}. */
final class SampleReader implements ChannelPixels.Pages {

    /** Maximum number of bytes that a byte of a file can decode to; for a WebP file there is no limit. */
    private static final long DENSEST = 4096;

    private final Path file;
    private final byte[] bytes;
    private final List<TiffPage> images;
    private final ImageLayout layout;

    private SampleReader(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        boolean tiff = TiffDirectories.isTiff(bytes);
        images = tiff ? TiffLevels.largest(TiffDirectories.read(file, TiffBytes.of(file, bytes))) : List.of();
        layout = tiff ? ImageLayout.of(images) : ImageFile.withReader(file, bytes, ImageLayout::of);
        if (layout.height() < 1 || layout.width() < 1) {
            String text = "expected at least 1x1 pixels, found " + layout.height() + "x" + layout.width();
            throw new ImageException(Problem.UNREADABLE, file, text + "; save it again or leave it out", null);
        }
    }

    /**
     * Returns the layout in the header; throws an exception if the header shows that the format cannot read the file.
     *
     * @param bytes bytes of the whole file, or from its beginning if they contain the header
     */
    static ImageLayout layout(Path file, byte[] bytes, PixelFormat format) {
        ImageLayout layout = new SampleReader(file, bytes).layout;
        layout.select(file, format);
        return layout;
    }

    /** Returns the pixels as stored, of an image with at most {@code maxPixels}. */
    static Image read(Path file, byte[] bytes, PixelFormat format, long maxPixels) {
        ImageFile.requireComplete(file, bytes);
        SampleReader reader = new SampleReader(file, bytes);
        reader.requireSize(maxPixels, format.count());
        List<Integer> chosen = reader.layout.select(file, format);
        if (format.channels().isEmpty() && !format.isMapped()) {
            return RgbPixels.of(file, reader.decoded(0), reader.wideBits());
        }
        return ChannelPixels.of(file, chosen, format, reader);
    }

    /** Returns an image that another library decoded. */
    static Image of(BufferedImage image, PixelFormat format) {
        BufferedImage decoded = image.isAlphaPremultiplied() ? undimmed(image) : image;
        if (format.channels().isEmpty() && !format.isMapped()) {
            return RgbPixels.of(ImageFile.IN_MEMORY, decoded);
        }
        RawSamples samples = samples(ImageFile.IN_MEMORY, decoded);
        boolean grey = decoded.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        ImageLayout layout = new ImageLayout(
                samples.height(),
                samples.width(),
                1,
                samples.channels(),
                samples.type(),
                grey ? ImageLayout.Colour.GREY : ImageLayout.Colour.RGB,
                false);
        List<Integer> chosen = layout.select(ImageFile.IN_MEMORY, format);
        byte[] pixels = new byte[samples.pixels() * chosen.size()];
        for (int k = 0; k < chosen.size(); k++) {
            PixelMapping.of(samples, chosen.get(k), format)
                    .apply(samples, chosen.get(k), false, new PixelMapping.Target(pixels, k, chosen.size()));
        }
        return new Image(samples.height(), samples.width(), chosen.size(), pixels);
    }

    /** Returns the image with colours that are not multiplied by the opacity, so that the opacity can be dropped. */
    private static BufferedImage undimmed(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        copy.setRGB(0, 0, width, height, image.getRGB(0, 0, width, height, null, 0, width), 0, width);
        return copy;
    }

    /** An action on the samples that a format selects, channel by channel. */
    interface ChannelUse {
        void with(int channel, RawSamples samples, int sample);
    }

    /** Passes the channels of a file as stored, for an image of at most {@link Images#MAX_PIXELS}. */
    static void forEachChannel(Path file, byte[] bytes, PixelFormat format, ChannelUse use) {
        ImageFile.requireComplete(file, bytes);
        SampleReader reader = new SampleReader(file, bytes);
        reader.requireSize(Images.MAX_PIXELS, format.count());
        List<Integer> chosen = reader.layout.select(file, format);
        Map<Integer, RawSamples> pages = new HashMap<>();
        for (int k = 0; k < chosen.size(); k++) {
            int page = chosen.get(k) / reader.layout.samples();
            use.with(k, pages.computeIfAbsent(page, reader::samples), chosen.get(k) % reader.layout.samples());
        }
    }

    /**
     * Returns the largest value of 16-bit samples in the channels of a format; -1 for other sample types, for which only the
     * header is read.
     */
    static int largest16Bit(Path file, byte[] bytes, PixelFormat format) {
        SampleReader reader = new SampleReader(file, bytes);
        if (reader.layout.type() != SampleType.UINT16) {
            return -1;
        }
        reader.requireSize(Images.MAX_PIXELS, format.count());
        double largest = 0;
        for (int chosen : reader.layout.select(file, format)) {
            RawSamples samples = reader.samples(chosen / reader.layout.samples());
            largest = Math.max(largest, samples.percentiles(chosen % reader.layout.samples(), 100)[0]);
        }
        return (int) largest;
    }

    private void requireSize(long maxPixels, int channels) {
        long pixels = (long) layout.height() * layout.width();
        if (pixels > Math.min(maxPixels, Integer.MAX_VALUE / Math.max(3, channels))) {
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "expected at most " + maxPixels + " pixels, found " + layout.height() + "x" + layout.width()
                            + "; cut it into tiles, or read it with a higher limit",
                    null);
        }
        boolean dense = images.isEmpty() ? !WebpChunks.isWebp(bytes) : TiffDecoder.canDecode(images.get(0));
        boolean stored = layout.type() != null && !layout.isConverted();
        long size = stored ? pixels * layout.samples() * layout.type().bytes() : pixels / Byte.SIZE;
        if (dense && size > DENSEST * bytes.length) {
            throw ImageFile.truncated(file, bytes.length, null);
        }
    }

    @Override
    public int perPage() {
        return layout.samples();
    }

    @Override
    public boolean isInverted(int page) {
        return !images.isEmpty()
                && !ImageLayout.isConverted(images.get(page))
                && images.get(page).isWhiteZero();
    }

    @Override
    public RawSamples samples(int page) {
        if (!images.isEmpty()) {
            TiffPage image = images.get(page);
            requireAlike(file, layout, image, page);
            if (!ImageLayout.isConverted(image) && TiffDecoder.canDecode(image)) {
                return TiffDecoder.decode(file, image);
            }
        }
        return samples(file, decoded(page));
    }

    /** Rejects a page whose size or type differs from that of the first page. */
    static void requireAlike(Path file, ImageLayout layout, TiffPage image, int page) {
        ImageLayout own = ImageLayout.of(List.of(image));
        if (own.height() != layout.height()
                || own.width() != layout.width()
                || own.samples() != layout.samples()
                || own.type() != layout.type()) {
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected pages of one size and type, found page " + page + " to differ; save them apart",
                    null);
        }
    }

    /** Returns how many bits of 16-bit samples are used. */
    private int wideBits() {
        return !images.isEmpty() && images.get(0).isPacked()
                ? (int) images.get(0).bits()
                : Short.SIZE;
    }

    private BufferedImage decoded(int page) {
        return ImageFile.decode(
                file, bytes, images.isEmpty() ? 0 : images.get(page).index());
    }

    /** Returns the samples in the raster that ImageIO decoded, or 8-bit RGB if it is neither grey nor RGB. */
    static RawSamples samples(Path file, BufferedImage decoded) {
        int height = decoded.getHeight();
        int width = decoded.getWidth();
        if (!ImageLayout.isPlain(decoded.getColorModel())) {
            ByteBuffer rgb = ByteBuffer.wrap(RgbPixels.of(file, decoded).pixels());
            return new RawSamples(height, width, 3, SampleType.UINT8, rgb);
        }
        Raster raster = decoded.getRaster();
        int bands = raster.getNumBands();
        boolean bytesOnly = raster.getTransferType() == DataBuffer.TYPE_BYTE;
        SampleType type = bytesOnly ? SampleType.UINT8 : SampleType.UINT16;
        ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(height * width, bands * type.bytes()));
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int sample : row) {
                if (bytesOnly) {
                    values.put((byte) sample);
                } else {
                    values.putShort((short) sample);
                }
            }
        }
        return new RawSamples(height, width, bands, type, values);
    }
}
