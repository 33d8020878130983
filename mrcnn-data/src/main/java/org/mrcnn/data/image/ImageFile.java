// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
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
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.mrcnn.data.image.ImageException.Problem;
import org.mrcnn.data.internal.file.FileKind;

/** Decodes image files with the readers of ImageIO, which throw almost any exception for damaged files. */
final class ImageFile {

    /** Used in messages in place of a file. */
    static final Path IN_MEMORY = Path.of("in memory");

    /** More than {@link Images#MAX_PIXELS} of uncompressed 16-bit RGB. */
    private static final int MAX_FILE_BYTES = 1 << 30;

    private static final String PREMATURE_END = "premature end";

    private ImageFile() {}

    /** Rejects a truncated file for which the reader would only issue a warning. */
    static void requireComplete(Path file, byte[] bytes) {
        boolean cutJpeg = JpegMarkers.isJpeg(bytes) && !JpegMarkers.isComplete(bytes);
        if (cutJpeg || (WebpChunks.isWebp(bytes) && !WebpChunks.isComplete(bytes))) {
            throw truncated(file, bytes.length, null);
        }
    }

    /** Returns an image of a file whose size has been checked, as ImageIO decodes it. */
    static BufferedImage decode(Path file, byte[] bytes, int index) {
        return withReader(file, bytes, reader -> {
            requireRoom(file, bytes);
            return decode(file, bytes.length, reader, () -> reader.read(index));
        });
    }

    /** Returns the reader of the JDK, or another one if the JDK's readers do not read the file. */
    static ImageReader readerOfJdk(Path file, ImageInputStream stream) {
        for (Iterator<ImageReader> all = ImageIO.getImageReaders(stream); all.hasNext(); ) {
            ImageReader next = all.next();
            if ("java.desktop".equals(next.getClass().getModule().getName())) {
                return next;
            }
        }
        return reader(file, stream, "none of them");
    }

    /** Returns the decoded image; throws an exception if the reader warns that the file is truncated. */
    static BufferedImage decode(Path file, long length, ImageReader reader, Work<BufferedImage> read)
            throws IOException {
        boolean[] incomplete = new boolean[1];
        IIOReadWarningListener listener = (source, warning) ->
                incomplete[0] |= warning.toLowerCase(Locale.ROOT).contains(PREMATURE_END);
        reader.addIIOReadWarningListener(listener);
        BufferedImage decoded = read.done();
        reader.removeIIOReadWarningListener(listener);
        if (incomplete[0]) {
            throw truncated(file, length, null);
        }
        return decoded;
    }

    /** Rejects a file that is too short for the image that its header declares, before memory for it is allocated. */
    static void requireRoom(Path file, byte[] bytes) {
        if (bytes.length < LeastBytes.of(bytes)) {
            throw truncated(file, bytes.length, null);
        }
    }

    /** An action on a reader. */
    interface Use<T> {
        T with(ImageReader reader) throws IOException;
    }

    /** Opens a reader for the bytes. Any failure becomes an {@link ImageException} that names the file. */
    static <T> T withReader(Path file, byte[] bytes, Use<T> use) {
        return guarded(file, bytes.length, () -> {
            try (ImageInputStream stream = stream(bytes)) {
                ImageReader reader =
                        WebpChunks.isWebp(bytes) ? WebpReaders.find(file, bytes, stream) : reader(file, bytes, stream);
                try {
                    reader.setInput(stream, true, true);
                    return use.with(reader);
                } finally {
                    reader.dispose();
                }
            }
        });
    }

    /** An action on a file. */
    interface Work<T> {
        T done() throws IOException;
    }

    /** Runs an action with the readers of ImageIO. Any failure becomes an {@link ImageException} that names the file. */
    static <T> T guarded(Path file, long length, Work<T> work) {
        try {
            return work.done();
        } catch (IOException e) {
            throw endsEarly(e) ? truncated(file, length, e) : unreadable(file, e);
        } catch (LinkageError e) {
            throw new ImageException(
                    Problem.UNREADABLE, file, "its decoder cannot be loaded here (" + e.getMessage() + ")", e);
        } catch (ImageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(file, e); // readers throw almost any exception for damaged files
        }
    }

    private static ImageInputStream stream(byte[] bytes) {
        return WebpChunks.isWebp(bytes) && !WebpChunks.isLossy(bytes)
                ? new WebpStream(WebpChunks.withoutProfile(bytes))
                : new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    private static ImageReader reader(Path file, byte[] bytes, ImageInputStream stream) {
        String other = FileKind.ofAny(bytes);
        return reader(file, stream, other.isEmpty() ? bytes.length + " bytes of none of them" : other);
    }

    /** Returns the first reader that accepts the file. */
    static ImageReader reader(Path file, ImageInputStream stream, String otherwise) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new ImageException(
                    Problem.NOT_AN_IMAGE,
                    file,
                    "expected a JPEG, PNG, BMP, GIF, TIFF or WebP file, found " + otherwise,
                    null);
        }
        return readers.next();
    }

    /** Returns the content of the file. */
    static byte[] bytes(Path file) {
        return allowed(file, bytes(file, MAX_FILE_BYTES + 1));
    }

    /** Returns the rest of a stream. */
    static byte[] bytes(Path file, InputStream in) throws IOException {
        return allowed(file, in.readNBytes(MAX_FILE_BYTES + 1));
    }

    private static byte[] allowed(Path file, byte[] bytes) {
        if (bytes.length > MAX_FILE_BYTES) {
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "expected a file of at most " + MAX_FILE_BYTES + " bytes, found a longer one; cut it into tiles",
                    null);
        }
        return bytes;
    }

    /** Returns the first bytes of the file, at most {@code limit}. */
    static byte[] bytes(Path file, int limit) {
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

    static ImageException truncated(Path file, long length, Throwable cause) {
        return new ImageException(
                Problem.TRUNCATED,
                file,
                "the file ends before its image does, after " + length + " bytes; copy it again or leave it out",
                cause);
    }

    static ImageException unreadable(Path file, Exception e) {
        String what = e instanceof IIOException ? "" : e.getClass().getSimpleName() + ": ";
        return new ImageException(
                Problem.UNREADABLE,
                file,
                "cannot be decoded (" + what + e.getMessage() + "); save it again or leave it out",
                e);
    }
}
