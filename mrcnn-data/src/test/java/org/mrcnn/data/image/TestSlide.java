// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Writes BigTIFF files of tiled RGB pages, like slides. */
final class TestSlide {

    private static final int TILE = 32;
    private static final int BITS = 258;
    private static final int SHORT = 3;
    private static final int LONG8 = 16;
    private static final int JPEG = 7;

    private final FileChannel out;
    private final Map<Integer, Integer> tags;
    private long at;

    private TestSlide(FileChannel out, long gap, Map<Integer, Integer> tags) {
        this.out = out;
        this.tags = tags;
        at = 16 + gap;
    }

    /**
     * Writes a file.
     *
     * @param gap bytes between the header and what follows, which take no space on disk
     * @param pages the pages in order
     * @param tags additional tags of all pages except the first
     */
    static void write(Path file, long gap, List<Image> pages, Map<Integer, Integer> tags) throws IOException {
        try (FileChannel out = open(file)) {
            TestSlide slide = new TestSlide(out, gap, tags);
            long next = 0;
            for (int i = pages.size() - 1; i >= 0; i--) {
                next = slide.page(pages.get(i), i == 0, next, new long[0]);
            }
            slide.header(next);
        }
    }

    /** Like {@link #write}, with the other pages below the first one. */
    static void writeNested(Path file, List<Image> pages) throws IOException {
        try (FileChannel out = open(file)) {
            TestSlide slide = new TestSlide(out, 0, Map.of(254, 1));
            long[] below = new long[pages.size() - 1];
            for (int i = 0; i < below.length; i++) {
                below[i] = slide.page(pages.get(i + 1), false, 0, new long[0]);
            }
            slide.header(slide.page(pages.get(0), true, 0, below));
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
    }

    private void header(long first) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) 'I').put((byte) 'I').putShort((short) 43).putInt(8).putLong(first);
        out.write(head.flip(), 0);
    }

    /** Writes a page and returns its offset. */
    private long page(Image image, boolean first, long next, long[] below) throws IOException {
        Map<Integer, Integer> numbers = new TreeMap<>(Map.of(256, image.width(), 257, image.height(), 259, 1, 262, 2));
        numbers.putAll(Map.of(BITS, 8, 277, 3, 322, TILE, 323, TILE));
        if (!first || tags.containsKey(259)) {
            numbers.putAll(tags);
        }
        int across = (image.width() + TILE - 1) / TILE;
        long[] offsets = new long[across * ((image.height() + TILE - 1) / TILE)];
        long[] lengths = new long[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            byte[] tile = tile(image, i / across * TILE, i % across * TILE, numbers.get(259) == JPEG);
            offsets[i] = put(ByteBuffer.wrap(tile));
            lengths[i] = tile.length;
        }
        TreeMap<Integer, long[]> arrays = new TreeMap<>(Map.of(324, offsets, 325, lengths));
        if (below.length > 0) {
            arrays.put(330, below);
        }
        return directory(numbers, arrays, next);
    }

    private long directory(Map<Integer, Integer> numbers, Map<Integer, long[]> arrays, long next) throws IOException {
        int count = numbers.size() + arrays.size();
        ByteBuffer entries = ByteBuffer.allocate(16 + 20 * count).order(ByteOrder.LITTLE_ENDIAN);
        entries.putLong(count);
        for (Map.Entry<Integer, Integer> number : numbers.entrySet()) {
            if (number.getKey() == BITS) {
                entries.putShort((short) BITS).putShort((short) SHORT).putLong(3);
                entries.putShort((short) 8)
                        .putShort((short) 8)
                        .putShort((short) 8)
                        .putShort((short) 0);
            } else {
                entry(entries, number.getKey(), 1).putLong(number.getValue());
            }
        }
        for (Map.Entry<Integer, long[]> array : arrays.entrySet()) {
            long[] values = array.getValue();
            entry(entries, array.getKey(), values.length).putLong(values.length == 1 ? values[0] : longs(values));
        }
        return put(entries.putLong(next).flip());
    }

    private static ByteBuffer entry(ByteBuffer entries, int tag, long count) {
        return entries.putShort((short) tag).putShort((short) LONG8).putLong(count);
    }

    private long longs(long[] values) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        all.asLongBuffer().put(values);
        return put(all);
    }

    private long put(ByteBuffer bytes) throws IOException {
        long place = at;
        at += out.write(bytes, at);
        return place;
    }

    /** Pixels outside the image are black. */
    private static byte[] tile(Image image, int top, int left, boolean jpeg) throws IOException {
        int rows = Math.min(TILE, image.height() - top);
        int columns = Math.min(TILE, image.width() - left);
        Image part = new WholeImage(image).read(top, left, rows, columns);
        Image tile = Image.black(TILE, TILE, 3);
        for (int y = 0; y < rows; y++) {
            System.arraycopy(part.pixels(), y * columns * 3, tile.pixels(), y * TILE * 3, columns * 3);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        if (jpeg) {
            ImageIO.write(PngWriter.toBuffered(tile), "jpg", packed);
        }
        return jpeg ? packed.toByteArray() : tile.pixels();
    }
}
