package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Image files in and out: JPEG (CMYK and progressive too), PNG, BMP, TIFF (first page), lossless WebP and what else
 * ImageIO knows; lossy and animated WebP are refused, since no Java decoder that we know gives the pixels of libwebp.
 * Everything arrives as 8 bit RGB: grey is repeated, 16 bit is scaled, alpha is dropped, colour profiles are not
 * applied to RGB and grey. Thread-safe.
 */
public final class Images {

    /** The largest image that {@link #read(Path)} decodes, in pixels; a small file can claim to be enormous. */
    public static final long MAX_PIXELS = 100_000_000;

    /** Enough for the header and Exif data of nearly every file: a JPEG segment holds at most 64 KiB. */
    private static final int HEAD_BYTES = 256 << 10;

    /** More than {@link #MAX_PIXELS} of RGB with 16 bit, uncompressed. */
    private static final int MAX_FILE_BYTES = 1 << 30;

    private static final String PREMATURE_END = "premature end";

    private Images() {}

    /**
     * Reads an image the way a viewer shows it: with its Exif orientation applied.
     *
     * @return height x width x 3, RGB
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static Image read(Path file) {
        return read(file, MAX_PIXELS);
    }

    /** As {@link #read(Path)}, for images of at most {@code maxPixels} pixels. */
    public static Image read(Path file, long maxPixels) {
        byte[] bytes = bytes(file);
        return ExifOrientation.apply(decode(file, bytes, maxPixels), ExifOrientation.of(bytes));
    }

    /** Reads the pixels as they are stored, whatever the Exif orientation says. */
    public static Image readStored(Path file) {
        return decode(file, bytes(file), MAX_PIXELS);
    }

    /**
     * The size of an image from its header, without decoding it.
     *
     * @throws ImageException naming the file: missing, not an image or unreadable
     */
    public static ImageSize size(Path file) {
        byte[] head = bytes(file, HEAD_BYTES);
        if (WebpChunks.exifFollows(head)) {
            return size(file, bytes(file));
        }
        try {
            return size(file, head);
        } catch (ImageException e) {
            if (head.length < HEAD_BYTES) {
                throw e;
            }
            return size(file, bytes(file)); // a long header, or a TIFF directory at the end of the file
        }
    }

    private static ImageSize size(Path file, byte[] bytes) {
        return withReader(file, bytes, reader -> {
            boolean swap = ExifOrientation.swapsSides(ExifOrientation.of(bytes));
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            return new ImageSize(swap ? width : height, swap ? height : width, height, width);
        });
    }

    /**
     * Writes a PNG file: grey from one channel, RGB from three.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(Image image, Path file) throws IOException {
        int channels = image.channels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("A PNG file holds 1 or 3 channels, found " + channels + " for " + file
                    + "; pick the ones to write");
        }
        BufferedImage picture = picture(image);
        try (var out = Files.newOutputStream(file)) {
            if (!ImageIO.write(picture, "png", out)) {
                throw new IOException("This Java runtime has no PNG writer; " + file + " was not written");
            }
        }
    }

    /** As ImageIO wants it: one channel as grey, three as BGR. */
    static BufferedImage picture(Image image) {
        int channels = image.channels();
        BufferedImage picture = new BufferedImage(
                image.width(),
                image.height(),
                channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        byte[] pixels = image.pixels();
        if (channels == 1) {
            System.arraycopy(pixels, 0, target, 0, pixels.length);
        } else {
            for (int i = 0; i < pixels.length; i += 3) {
                target[i] = pixels[i + 2];
                target[i + 1] = pixels[i + 1];
                target[i + 2] = pixels[i];
            }
        }
        return picture;
    }

    private static Image decode(Path file, byte[] bytes, long maxPixels) {
        boolean cutJpeg = JpegMarkers.isJpeg(bytes) && !JpegMarkers.isComplete(bytes);
        if (cutJpeg || (WebpChunks.isWebp(bytes) && !WebpChunks.isComplete(bytes))) {
            throw truncated(file, bytes.length, null);
        }
        return withReader(file, bytes, reader -> {
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            if ((long) height * width > Math.min(maxPixels, Integer.MAX_VALUE / 3)) {
                throw new ImageException(
                        Problem.TOO_LARGE,
                        file,
                        "expected at most " + maxPixels + " pixels, found " + height + "x" + width
                                + "; cut it into tiles, or read it with a higher limit",
                        null);
            }
            boolean[] incomplete = new boolean[1];
            reader.addIIOReadWarningListener((source, warning) ->
                    incomplete[0] |= warning.toLowerCase(Locale.ROOT).contains(PREMATURE_END));
            BufferedImage picture = reader.read(0);
            if (incomplete[0]) {
                throw truncated(file, bytes.length, null);
            }
            return RgbPixels.of(file, picture);
        });
    }

    interface Use<T> {
        T with(ImageReader reader) throws IOException;
    }

    static <T> T withReader(Path file, byte[] bytes, Use<T> use) {
        String refusal = WebpChunks.isWebp(bytes) ? WebpChunks.refusal(bytes) : null;
        if (refusal != null) {
            String text = "expected a lossless WebP file or another format, found " + refusal + "; save it as PNG";
            throw new ImageException(Problem.NOT_AN_IMAGE, file, text, null);
        }
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new ImageException(
                        Problem.NOT_AN_IMAGE,
                        file,
                        "expected a JPEG, PNG, BMP, TIFF or lossless WebP file, found " + bytes.length
                                + " bytes of none of them",
                        null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return use.with(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw endsEarly(e) ? truncated(file, bytes.length, e) : unreadable(file, e);
        } catch (OutOfMemoryError e) { // a header can ask a reader for more than any image needs
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "the reader ran out of memory (" + e.getMessage() + "); check the file, or give Java more memory",
                    e);
        } catch (ImageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(file, e); // readers let nearly anything escape on damaged files
        }
    }

    static byte[] bytes(Path file) {
        byte[] bytes = bytes(file, MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "expected a file of at most " + MAX_FILE_BYTES + " bytes, found a longer one; cut it into tiles",
                    null);
        }
        return bytes;
    }

    private static byte[] bytes(Path file, int limit) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(limit);
        } catch (NoSuchFileException e) {
            throw new ImageException(Problem.MISSING, file, "there is no such file; check the folder and the name", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static boolean endsEarly(IOException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String text = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
            if (t instanceof EOFException || text.contains("unexpected end") || text.contains(PREMATURE_END)) {
                return true;
            }
        }
        return false;
    }

    private static ImageException truncated(Path file, int length, Throwable cause) {
        return new ImageException(
                Problem.TRUNCATED,
                file,
                "the file ends before its image does, after " + length + " bytes; copy it again or leave it out",
                cause);
    }

    private static ImageException unreadable(Path file, Exception e) {
        String what = e instanceof IIOException ? "" : e.getClass().getSimpleName() + ": ";
        return new ImageException(
                Problem.UNREADABLE,
                file,
                "cannot be decoded (" + what + e.getMessage() + "); save it again or leave it out",
                e);
    }
}
