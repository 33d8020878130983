// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mrcnn.data.image.ImageException.Problem;

/** The image directories of a TIFF or BigTIFF file (TIFF 6.0, section 2), none of which reaches beyond the file. */
final class TiffDirectories {

    private final Path file;
    private final ByteBuffer bytes;
    private final boolean big;

    private TiffDirectories(Path file, ByteBuffer bytes, boolean big) {
        this.file = file;
        this.bytes = bytes;
        this.big = big;
    }

    /** Whether the bytes begin as a TIFF file does. */
    static boolean isTiff(byte[] file) {
        if (file.length < 8 || file[0] != file[1] || (file[0] != 'I' && file[0] != 'M')) {
            return false;
        }
        int magic = file[0] == 'I' ? file[2] | file[3] << 8 : file[3] | file[2] << 8;
        return magic == 42 || magic == 43;
    }

    /**
     * The pages of a file.
     *
     * @throws ImageException if a directory or one of its values lies beyond the end, or directories repeat
     */
    static List<TiffPage> read(Path file, ByteBuffer bytes) {
        ByteOrder order = bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer ordered = bytes.duplicate().order(order);
        return new TiffDirectories(file, ordered, ordered.getShort(2) == 43).pages();
    }

    /** Like {@link #read(Path, ByteBuffer)}. */
    static List<TiffPage> read(Path file, byte[] bytes) {
        return read(file, ByteBuffer.wrap(bytes));
    }

    /**
     * The pages of a file that are no previews; of one that has only these, the first.
     *
     * @throws ImageException as {@link #read}
     */
    static List<TiffPage> images(Path file, ByteBuffer bytes) {
        List<TiffPage> all = read(file, bytes);
        List<TiffPage> images = all.stream().filter(TiffPage::isImage).toList();
        return images.isEmpty() ? all.subList(0, 1) : images;
    }

    private List<TiffPage> pages() {
        List<TiffPage> pages = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long entries = 0;
        long at = big ? number(8, 8) : number(4, 4);
        while (at != 0) {
            long count = number(at, big ? 8 : 2);
            entries += count;
            // Directories that overlap would make a small file take long.
            if (!seen.add(at) || entries > bytes.limit()) {
                throw damaged("directories that repeat or overlap");
            }
            long first = at + (big ? 8 : 2);
            pages.add(page(pages.size(), first, count));
            at = number(first + count * (big ? 20 : 12), big ? 8 : 4);
        }
        if (pages.isEmpty()) {
            throw damaged("no image directory");
        }
        return pages;
    }

    private TiffPage page(int index, long first, long count) {
        TiffPage page = new TiffPage(index, bytes);
        int inline = big ? 8 : 4;
        for (long i = 0; i < count; i++) {
            long entry = first + i * (big ? 20 : 12);
            int tag = (int) number(entry, 2);
            int type = (int) number(entry + 2, 2);
            long values = number(entry + 4, inline);
            long size = TiffPage.size(type);
            if (size == 0) {
                continue; // of a later version of the format: readers must leave it out
            }
            long place = entry + 4 + inline;
            if (values > bytes.limit() / size) {
                throw damaged("a tag " + tag + " of " + values + " values in a file of " + bytes.limit() + " bytes");
            }
            if (values * size > inline) {
                place = number(place, inline);
            }
            requireInside(place, values * size);
            page.put(tag, type, (int) values, (int) place);
        }
        return page;
    }

    /** An unsigned number of so many bytes. */
    private long number(long at, int size) {
        requireInside(at, size);
        int place = (int) at;
        return switch (size) {
            case 2 -> bytes.getShort(place) & 0xffff;
            case 4 -> bytes.getInt(place) & 0xffffffffL;
            default -> Math.max(-1, bytes.getLong(place));
        };
    }

    private void requireInside(long at, long size) {
        if (at < 0 || size < 0 || at > bytes.limit() - size) {
            throw new ImageException(
                    Problem.TRUNCATED,
                    file,
                    "the file ends before its directory does, after " + bytes.limit()
                            + " bytes; copy it again or leave it out",
                    null);
        }
    }

    private ImageException damaged(String found) {
        return new ImageException(
                Problem.UNREADABLE, file, "expected a sound TIFF directory, found " + found + "; save it again", null);
    }
}
