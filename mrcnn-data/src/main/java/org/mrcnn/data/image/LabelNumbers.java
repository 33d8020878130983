// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.image.ImageException.Problem;
import org.mrcnn.data.image.LabelImage.Pixels;
import org.mrcnn.data.image.LabelImage.Storage;

/**
 * Reads labels stored as floating-point numbers or 64-bit integers in TIFF files: the readers of ImageIO clip floating point to
 * 0 to 1, or support only some of these types.
 */
final class LabelNumbers {

    /** The value that the largest fraction is scaled to. */
    private static final int LARGEST = 65535;

    private LabelNumbers() {}

    /** Returns whether a page has such numbers, one per pixel. */
    static boolean fits(TiffPage page) {
        SampleType type = page.type();
        return type != null
                && (type.isFloat() || type.bytes() == Long.BYTES)
                && page.isGrey()
                && page.samples() == 1
                && TiffDecoder.canDecode(page);
    }

    /** Returns the labels of a page whose size has been checked. */
    static LabelImage read(Path file, List<TiffPage> pages, int page) {
        RawSamples numbers = TiffDecoder.decode(file, pages.get(page));
        int height = numbers.height();
        int width = numbers.width();
        int same = 0; // other pages are previews
        while (same < pages.size()
                && pages.get(same).height() == height
                && pages.get(same).width() == width) {
            same++;
        }
        double most = 0;
        boolean whole = true;
        for (int i = 0; i < numbers.pixels(); i++) {
            double number = numbers.at(i, 0);
            requireLabel(file, number, numbers.type());
            most = Math.max(most, number);
            whole &= number == (int) number;
        }
        double scale = whole || most == 0 ? 1 : LARGEST / most;
        int[] values = new int[numbers.pixels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) Math.rint(numbers.at(i, 0) * scale);
        }
        return new LabelImage(
                height,
                width,
                new Pixels(values, false, null, -1),
                null,
                new Storage(false, !whole, false, Math.max(1, same)));
    }

    private static void requireLabel(Path file, double number, SampleType type) {
        boolean large = !type.isFloat() && Math.abs(number) > Integer.MAX_VALUE;
        if (large || !Double.isFinite(number)) {
            String expected = large ? "expected labels up to " + Integer.MAX_VALUE : "expected numbers";
            String text = expected + ", found a pixel of " + (large ? (long) number + "" : number + "");
            throw new ImageException(Problem.UNREADABLE, file, text + "; save it as PNG of 8 or 16 bits", null);
        }
    }
}
