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
 * The sizes at which a TIFF file contains its image. Slides have the smaller ones in separate tiled pages (pyramids of vips and
 * other programs, and Aperio's SVS, which does not mark them as reduced), or in directories below the page of the image
 * (OME-TIFF).
 */
final class TiffLevels {

    /** Number of rows or columns by which a smaller size may differ due to rounding. */
    private static final int ROUNDED = 4;

    private TiffLevels() {}

    /**
     * Returns the pages of the image in its largest size, without previews and masks; for a slide, the pages of the same size.
     *
     * @param pages the pages of the file, one or more
     * @return one or more pages
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
     * Returns the pages of a level.
     *
     * @param level 0 for the largest size
     * @throws ImageException if the file has no such level; the message lists the sizes
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

    /** Returns all levels, largest first. */
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

    /**
     * Returns whether a page is smaller than the first page and has the same aspect ratio, unlike the label or macro image of a
     * slide.
     */
    private static boolean isSmaller(TiffPage page, TiffPage first) {
        double scale = (double) page.width() / first.width();
        return page.width() > 0 && scale < 1 && Math.abs(first.height() * scale - page.height()) <= ROUNDED;
    }
}
