// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Reads the image directories of a TIFF or BigTIFF file (TIFF 6.0, section 2), and checks that none extends beyond the file.
 */
final class TiffDirectories {

    private static final int TIFF = 42;
    private static final int BIG_TIFF = 43;

    private final Path file;
    private final TiffBytes bytes;
    private final boolean big;
    private final Set<Long> seen = new HashSet<>();
    private long entries;

    private TiffDirectories(Path file, TiffBytes bytes) {
        this.file = file;
        this.bytes = bytes;
        big = bytes.number(2, 2) == BIG_TIFF;
    }

    /** Returns whether the bytes begin like a TIFF file. */
    static boolean isTiff(byte[] file) {
        if (file.length < 8 || file[0] != file[1] || (file[0] != 'I' && file[0] != 'M')) {
            return false;
        }
        int magic = file[0] == 'I' ? file[2] | file[3] << 8 : file[3] | file[2] << 8;
        return magic == TIFF || magic == BIG_TIFF;
    }

    /**
     * Returns the pages of a file.
     *
     * @throws ImageException if a directory or one of its values is beyond the end of the file, or directories repeat
     */
    static List<TiffPage> read(Path file, TiffBytes bytes) {
        return new TiffDirectories(file, bytes).pages();
    }

    /**
     * Returns the subpages of a page (tag SubIFDs), such as the same image at smaller sizes.
     *
     * @throws ImageException as {@link #read}
     */
    static List<TiffPage> below(Path file, TiffPage page) {
        return new TiffDirectories(file, page.bytes()).pagesBelow(page);
    }

    private List<TiffPage> pages() {
        List<TiffPage> pages = new ArrayList<>();
        long at = big ? number(8, 8) : number(4, 4);
        while (at != 0) {
            long count = requireNew(at);
            long first = at + (big ? 8 : 2);
            pages.add(page(pages.size(), first, count));
            at = number(first + count * (big ? 20 : 12), big ? 8 : 4);
        }
        if (pages.isEmpty()) {
            throw damaged("no image directory");
        }
        return pages;
    }

    private List<TiffPage> pagesBelow(TiffPage page) {
        List<TiffPage> pages = new ArrayList<>();
        for (int i = 0; i < page.count(TiffPage.SUB_DIRECTORIES); i++) {
            long at = page.value(TiffPage.SUB_DIRECTORIES, i);
            pages.add(page(TiffPage.NO_INDEX, at + (big ? 8 : 2), requireNew(at)));
        }
        return pages;
    }

    /**
     * Returns the number of entries of a directory. Rejects repeated and overlapping directories, with which a small file would
     * take long.
     */
    private long requireNew(long at) {
        long count = number(at, big ? 8 : 2);
        entries += count;
        if (!seen.add(at) || entries > bytes.length()) {
            throw damaged("directories that repeat or overlap");
        }
        return count;
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
                continue; // of a later version of the format; readers must ignore it
            }
            long place = entry + 4 + inline;
            if (values > Math.min(Integer.MAX_VALUE, bytes.length() / size)) {
                throw damaged("a tag " + tag + " of " + values + " values in a file of " + bytes.length() + " bytes");
            }
            if (values * size > inline) {
                place = number(place, inline);
            }
            requireInside(place, values * size);
            page.put(tag, type, (int) values, place);
        }
        return page;
    }

    /** Returns an unsigned number of this many bytes. */
    private long number(long at, int size) {
        requireInside(at, size);
        return Math.max(-1, bytes.number(at, size));
    }

    private void requireInside(long at, long size) {
        if (at < 0 || size < 0 || at > bytes.length() - size) {
            throw new ImageException(
                    Problem.TRUNCATED,
                    file,
                    "the file ends before its directory does, after " + bytes.length()
                            + " bytes; copy it again or leave it out",
                    null);
        }
    }

    private ImageException damaged(String found) {
        return new ImageException(
                Problem.UNREADABLE, file, "expected a sound TIFF directory, found " + found + "; save it again", null);
    }
}
