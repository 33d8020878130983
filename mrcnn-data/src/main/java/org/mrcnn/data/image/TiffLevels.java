// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * The sizes at which a TIFF file has its image. Slides have the smaller ones in tiled pages of their own (pyramids of vips and other
 * programs, Aperio's SVS, which does not mark them as reduced), or in directories below the page of the image (OME-TIFF).
 */
final class TiffLevels {

    /** Rows or columns by which a smaller size may be rounded. */
    private static final int ROUNDED = 4;

    private TiffLevels() {}

    /**
     * The pages of the image in its largest size: neither previews nor masks, and of a slide those of one size.
     *
     * @param pages of the file, one or more
     * @return one or more
     */
    static List<TiffPage> largest(List<TiffPage> pages) {
        List<TiffPage> images = pages.stream().filter(TiffPage::isImage).toList();
        if (images.isEmpty()) {
            return pages.subList(0, 1);
        }
        TiffPage first = images.get(0);
        return first.isTiled()
                ? images.stream().filter(page -> isSameSize(page, first)).toList()
                : images;
    }

    private static boolean isSameSize(TiffPage a, TiffPage b) {
        return a.height() == b.height() && a.width() == b.width();
    }

    /**
     * The pages of one level.
     *
     * @param level 0 for the largest size
     * @throws ImageException naming the sizes that there are, if the file has no such level
     */
    static List<TiffPage> of(Path file, List<TiffPage> pages, int level) {
        List<TiffPage> largest = largest(pages);
        List<List<TiffPage>> all = level == 0 ? List.of(largest) : all(file, pages);
        if (level < 0 || level >= all.size()) {
            String sizes = all.stream()
                    .map(each -> each.get(0).height() + "x" + each.get(0).width())
                    .collect(Collectors.joining(", "));
            throw new ImageException(
                    Problem.UNFIT,
                    file,
                    "expected a level from 0 to " + (all.size() - 1) + ", of " + sizes + " pixels, found " + level,
                    null);
        }
        return all.get(level);
    }

    /** Every level, the largest first. */
    static List<List<TiffPage>> all(Path file, List<TiffPage> pages) {
        List<TiffPage> largest = largest(pages);
        TiffPage first = largest.get(0);
        List<List<TiffPage>> levels = new ArrayList<>(List.of(largest));
        List<List<TiffPage>> below = largest.stream()
                .map(page -> smaller(TiffDirectories.below(file, page), first))
                .toList();
        int nested = below.stream().mapToInt(List::size).min().orElse(0);
        for (int i = 0; i < nested; i++) {
            int level = i;
            levels.add(below.stream().map(each -> each.get(level)).toList());
        }
        if (nested == 0 && largest.size() == 1) {
            smaller(pages, first).forEach(page -> levels.add(List.of(page)));
        }
        return levels;
    }

    private static List<TiffPage> smaller(List<TiffPage> pages, TiffPage first) {
        return pages.stream()
                .filter(page -> page.isTiled() == first.isTiled() && (page.isTiled() || page.isReduced()))
                .filter(page -> isSmaller(page, first))
                .sorted(Comparator.comparing(TiffPage::width).reversed())
                .toList();
    }

    /** Whether a page is as the other in shape, so that it is no label or macro image of a slide. */
    private static boolean isSmaller(TiffPage page, TiffPage first) {
        double scale = (double) page.width() / first.width();
        return page.width() > 0 && scale < 1 && Math.abs(first.height() * scale - page.height()) <= ROUNDED;
    }
}
