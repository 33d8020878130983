// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.image.ImageException.Problem;

/** Opens image files to read regions of them. */
final class RegionFiles {

    /** Enough for the Exif data of a file. */
    private static final int HEAD_BYTES = 256 << 10;

    private static final int BIG_TIFF = 43;

    private RegionFiles() {}

    static RegionSource open(Path file, PixelFormat format) {
        if (!format.percentiles().isEmpty()) {
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected image.window to read it by regions, found image.percentiles, which need the whole image",
                    null);
        }
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        if (TiffDirectories.isTiff(head)) {
            return tiff(file, format, head);
        }
        boolean bmp = head.length > 2 && head[0] == 'B' && head[1] == 'M';
        if (bmp || JpegMarkers.isJpeg(head) || ExifOrientation.isPng(head)) {
            return upright(new ReaderRegions(file, 0, format), ExifOrientation.of(head));
        }
        return RegionSource.of(Images.read(file, format));
    }

    private static RegionSource upright(RegionSource stored, int orientation) {
        return orientation == ExifOrientation.AS_STORED ? stored : new UprightRegions(stored, orientation);
    }

    private static RegionSource tiff(Path file, PixelFormat format, byte[] head) {
        ByteBuffer bytes = mapped(file);
        if (bytes == null) {
            if (head[2] == BIG_TIFF || head[3] == BIG_TIFF) {
                throw new ImageException(
                        Problem.TOO_LARGE, file, "expected a BigTIFF file of at most 2 GB, found a longer one", null);
            }
            return upright(new ReaderRegions(file, 0, format), ExifOrientation.of(head));
        }
        List<TiffPage> pages = TiffDirectories.images(file, bytes);
        TiffPage first = pages.get(0);
        RegionSource stored = TiffDecoder.canDecode(first) && !ImageLayout.isConverted(first)
                ? new TiffRegions(file, pages, format)
                : new ReaderRegions(file, first.index(), format);
        return upright(stored, first.orientation());
    }

    /** The file in memory as far as it is read; null for one that is too long for a buffer. */
    private static ByteBuffer mapped(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            return size > Integer.MAX_VALUE ? null : channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (IOException e) {
            throw ImageFile.unreadable(file, e);
        }
    }
}
