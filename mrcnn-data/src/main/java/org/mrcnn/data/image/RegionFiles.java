// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.image.ImageException.Problem;

/** Opens image files to read regions of them. */
final class RegionFiles {

    /** Enough for the Exif data of a file. */
    private static final int HEAD_BYTES = 256 << 10;

    private RegionFiles() {}

    static RegionSource open(Path file, PixelFormat format, int level) {
        if (!format.percentiles().isEmpty()) {
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected image.window to read it by regions, found image.percentiles, which need the whole image",
                    null);
        }
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        if (TiffDirectories.isTiff(head)) {
            return tiff(file, format, level);
        }
        requireLargest(file, level);
        boolean bmp = head.length > 2 && head[0] == 'B' && head[1] == 'M';
        if (bmp || JpegMarkers.isJpeg(head) || ExifOrientation.isPng(head)) {
            return upright(new ReaderRegions(file, 0, format, false), ExifOrientation.of(head));
        }
        return RegionSource.of(Images.read(file, format));
    }

    /** Opens a file with its pixels as stored, whatever its orientation is. */
    static RegionSource openStored(Path file, PixelFormat format) {
        RegionSource opened = open(file, format, 0);
        if (opened instanceof UprightRegions upright) {
            return upright.stored();
        }
        return opened instanceof WholeImage ? RegionSource.of(Images.readStored(file, format)) : opened;
    }

    private static void requireLargest(Path file, int level) {
        if (level != 0) {
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected a TIFF file for a level of " + level + ", found another format",
                    null);
        }
    }

    private static RegionSource upright(RegionSource stored, int orientation) {
        return orientation == ExifOrientation.AS_STORED ? stored : new UprightRegions(stored, orientation);
    }

    private static RegionSource tiff(Path file, PixelFormat format, int level) {
        TiffBytes bytes = TiffBytes.open(file);
        boolean kept = false;
        try {
            List<TiffPage> pages = TiffLevels.of(file, TiffDirectories.read(file, bytes), level);
            TiffPage first = pages.get(0);
            // The JDK's reader gives different colours and misreads packed samples; the other reader fails on tiles.
            if (level == 0 && (first.isColourSeparated() || first.isPacked())) {
                return RegionSource.of(Images.read(file, format));
            }
            kept = TiffDecoder.canDecode(first) && !ImageLayout.isConverted(first);
            RegionSource stored = kept ? new TiffRegions(file, pages, format) : decodedByReader(file, first, format);
            return upright(stored, first.orientation());
        } catch (RuntimeException | Error e) {
            kept = false;
            throw e;
        } finally {
            if (!kept) {
                bytes.close();
            }
        }
    }

    private static RegionSource decodedByReader(Path file, TiffPage page, PixelFormat format) {
        if (page.index() == TiffPage.NO_INDEX) {
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected a level below a page to be uncompressed, LZW, Deflate or PackBits, found compression "
                            + page.first(TiffPage.COMPRESSION, 1) + "; choose level 0, or save it with pages as levels",
                    null);
        }
        return new ReaderRegions(file, page.index(), format, true);
    }
}
