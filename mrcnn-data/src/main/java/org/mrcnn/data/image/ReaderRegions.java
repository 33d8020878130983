// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Reads regions of a file with a reader of ImageIO. For a file without tiles, reads all columns and keeps them for the next
 * regions of the same rows, because the reader decodes them in any case; for JPEG and PNG, which are decoded from the top, also
 * the rows above.
 */
final class ReaderRegions implements RegionSource {

    /** Maximum number of pixels of a strip or tile of a TIFF file, which the reader decodes as a whole. */
    private static final long MAX_SEGMENT = 64L << 20;

    private final Path file;
    private final int index;
    private final PixelFormat format;
    private final FileImageInputStream stream;
    private final ImageReader reader;
    private final ImageLayout layout;
    private final List<Integer> chosen;
    private final boolean tiled;
    private int bandTop;
    private Image band;

    /**
     * Opens a page of the file.
     *
     * @param byJdk whether to use the JDK's reader if it reads the file: the other TIFF reader decodes strips that are not
     *     requested
     */
    ReaderRegions(Path file, int index, PixelFormat format, boolean byJdk) {
        this.file = file;
        this.index = index;
        this.format = format;
        stream = ImageFile.guarded(file, 0, () -> new FileImageInputStream(file.toFile()));
        boolean opened = false;
        try {
            reader = ImageFile.guarded(
                    file,
                    length(),
                    () -> byJdk ? ImageFile.readerOfJdk(file, stream) : ImageFile.reader(file, stream, "none of them"));
            reader.setInput(stream, false, true);
            layout = ImageFile.guarded(file, length(), () -> layout(reader, index));
            chosen = layout.select(file, format);
            tiled = ImageFile.guarded(file, length(), () -> reader.getTileWidth(index) < reader.getWidth(index));
            ImageFile.guarded(file, length(), this::requireSegments);
            opened = true;
        } finally {
            if (!opened) {
                closeStream();
            }
        }
    }

    private static ImageLayout layout(ImageReader reader, int index) throws IOException {
        ImageLayout first = ImageLayout.of(reader);
        return new ImageLayout(
                reader.getHeight(index),
                reader.getWidth(index),
                1,
                first.samples(),
                first.type(),
                first.colour(),
                first.isConverted());
    }

    private Void requireSegments() throws IOException {
        boolean segments = reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif");
        long pixels = (long) reader.getTileWidth(index) * reader.getTileHeight(index);
        if (segments && pixels > MAX_SEGMENT) {
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "expected strips or tiles of at most " + MAX_SEGMENT + " pixels to read regions of it, found "
                            + pixels + "; save it with tiles of 512 x 512 pixels",
                    null);
        }
        return null;
    }

    private long length() {
        return stream.length();
    }

    @Override
    public int height() {
        return layout.height();
    }

    @Override
    public int width() {
        return layout.width();
    }

    @Override
    public Image read(int top, int left, int rows, int columns) {
        if (tiled) {
            return decoded(new Rectangle(left, top, columns, rows));
        }
        if (band == null || bandTop != top || band.height() != rows) {
            band = null; // before memory for the next one is allocated
            band = decoded(new Rectangle(0, top, width(), rows));
            bandTop = top;
        }
        return new WholeImage(band).read(0, left, rows, columns);
    }

    private Image decoded(Rectangle part) {
        BufferedImage decoded = ImageFile.guarded(file, length(), () -> {
            ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceRegion(part);
            return ImageFile.decode(file, length(), reader, () -> reader.read(index, param));
        });
        if (format.channels().isEmpty() && !format.isMapped()) {
            return RgbPixels.of(file, decoded);
        }
        return ChannelPixels.of(file, chosen, format, new Decoded(SampleReader.samples(file, decoded)));
    }

    /** The single page that was decoded. */
    private record Decoded(RawSamples samples) implements ChannelPixels.Pages {

        @Override
        public int perPage() {
            return samples.channels();
        }

        @Override
        public RawSamples samples(int page) {
            return samples;
        }

        @Override
        public boolean isInverted(int page) {
            return false;
        }
    }

    @Override
    public void close() {
        reader.dispose();
        closeStream();
    }

    private void closeStream() {
        ImageFile.guarded(file, 0, () -> {
            stream.close();
            return null;
        });
    }
}
