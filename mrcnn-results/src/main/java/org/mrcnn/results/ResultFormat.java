// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.Locale;

/**
 * Formats of the files that {@link ResultWriter} writes. {@code toString} returns the name on the command line, such as {@code
 * coco-results}.
 */
public enum ResultFormat {
    // Formats with a file per image come first: an image for which they fail is not added to the files of all images.
    /** {@code geojson/NAME.geojson}: polygons with holes, in the form that QuPath reads and writes. */
    GEOJSON,
    /**
     * {@code imagej/NAME_RoiSet.zip}: regions of interest for ImageJ's ROI Manager. There is no file for an image without
     * objects.
     */
    IMAGEJ,
    /** {@code labelme/NAME.json}: polygons for LabelMe. */
    LABELME,
    /** {@code yolo/labels/NAME.txt} and {@code yolo/data.yaml}: YOLO segmentation. */
    YOLO,
    /**
     * {@code labels/NAME.tif}: an image whose pixels are the numbers of the objects, with 16 bits, or 32 bits for more than
     * 65,535 objects.
     */
    LABELS,
    /** {@code labels/NAME.png}: like {@link #LABELS}, as 16-bit PNG. */
    LABELS_PNG,
    /** {@code measurements.csv}: a line per object with its class, score and {@link Measures}. */
    CSV,
    /** {@code coco.json}: a COCO file with images, categories, and annotations that have a score; masks as polygons. */
    COCO,
    /** {@code coco-results.json}: a list of COCO results for {@code loadRes} of pycocotools; masks as run lengths. */
    COCO_RESULTS,
    /** {@code annotations.xml}: "CVAT for images 1.1"; polygons, and masks for objects that have holes or several parts. */
    CVAT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
