// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Writes TIFF files of samples of any type: one strip per page, or per channel if they are separate. */
final class TestTiff {

    private final ByteOrder order;
    private final List<Page> pages = new ArrayList<>();

    /** The strips of a page, and its tags by number, each with one LONG. */
    private record Page(List<byte[]> strips, Map<Integer, Integer> tags) {}

    TestTiff(ByteOrder order) {
        this.order = order;
    }

    /**
     * Adds a page.
     *
     * @param type type of each sample
     * @param tags tags in addition to, or in place of: photometric 1 (black is zero), compression 1, planar 1, predictor 1
     */
    TestTiff page(int height, int width, int samples, SampleType type, ByteBuffer values, Map<Integer, Integer> tags) {
        Map<Integer, Integer> all = new TreeMap<>();
        String name = type.name();
        all.put(256, width);
        all.put(257, height);
        all.put(258, type.bytes() * 8);
        all.put(259, 1);
        all.put(262, 1);
        all.put(277, samples);
        all.put(278, height);
        all.put(339, name.startsWith("U") ? 1 : name.startsWith("I") ? 2 : 3);
        all.putAll(tags);
        byte[] stored = new byte[values.capacity()];
        values.duplicate().clear().get(stored);
        List<byte[]> strips = new ArrayList<>();
        boolean separate = all.getOrDefault(284, 1) == 2;
        for (int plane = 0; plane < (separate ? samples : 1); plane++) {
            byte[] strip = separate ? plane(stored, type.bytes(), samples, plane) : stored;
            strips.add(all.get(259) == 8 ? deflated(strip) : strip);
        }
        pages.add(new Page(strips, all));
        return this;
    }

    private static byte[] plane(byte[] values, int size, int samples, int plane) {
        byte[] one = new byte[values.length / samples];
        for (int i = 0; i < one.length; i++) {
            one[i] = values[(i / size * samples + plane) * size + i % size];
        }
        return one;
    }

    private static byte[] deflated(byte[] strip) {
        Deflater deflater = new Deflater();
        deflater.setInput(strip);
        deflater.finish();
        byte[] packed = new byte[strip.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }

    Path write(Path file) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 20).order(order);
        out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'))
                .put(out.get(0))
                .putShort((short) 42);
        int link = out.position();
        out.putInt(0);
        for (Page page : pages) {
            int[] offsets = new int[page.strips().size()];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = out.position();
                out.put(page.strips().get(i));
            }
            int offsetsAt = array(out, offsets);
            int countsAt = array(
                    out, page.strips().stream().mapToInt(strip -> strip.length).toArray());
            out.putInt(link, out.position());
            Map<Integer, Integer> tags = new TreeMap<>(page.tags());
            tags.put(273, offsetsAt);
            tags.put(279, countsAt);
            out.putShort((short) tags.size());
            tags.forEach((tag, value) -> {
                boolean strips = tag == 273 || tag == 279;
                out.putShort((short) (int) tag).putShort((short) 4).putInt(strips ? offsets.length : 1);
                out.putInt(strips && offsets.length == 1 ? out.getInt(value) : value);
            });
            link = out.position();
            out.putInt(0);
        }
        return Files.write(file, java.util.Arrays.copyOf(out.array(), out.position()));
    }

    /** Stores the orientation as cameras do, in a little-endian file; all other numbers have 32 bits. */
    static void storeOrientationAsShort(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length - 4; i++) {
            if (bytes[i] == 0x12 && bytes[i + 1] == 1 && bytes[i + 2] == 4 && bytes[i + 3] == 0 && bytes[i + 4] == 1) {
                bytes[i + 2] = 3;
            }
        }
        Files.write(file, bytes);
    }

    private static int array(ByteBuffer out, int[] values) {
        int at = out.position();
        for (int value : values) {
            out.putInt(value);
        }
        return at;
    }
}
