// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.Locale;

/** Files that {@link ResultWriter} writes; {@code toString} gives the name on the command line, such as {@code coco-results}. */
public enum ResultFormat {
    // Files of one image come first: an image that they fail for is in no file of all images.
    /** {@code geojson/NAME.geojson}: polygons with holes, as QuPath reads and writes them. */
    GEOJSON,
    /** {@code imagej/NAME_RoiSet.zip}: the regions of interest of ImageJ's RoiManager. An image without objects has none. */
    IMAGEJ,
    /** {@code labelme/NAME.json}: polygons for LabelMe. */
    LABELME,
    /** {@code yolo/labels/NAME.txt} and {@code yolo/data.yaml}: YOLO segmentation. */
    YOLO,
    /** {@code labels/NAME.tif}: an image whose pixels are the numbers of the objects, 16 bit, or 32 bit above 65,535 objects. */
    LABELS,
    /** {@code labels/NAME.png}: the same as 16 bit PNG. */
    LABELS_PNG,
    /** {@code measurements.csv}: a line per object with its class, score and {@link Measures}. */
    CSV,
    /** {@code coco.json}: a COCO file of images, categories and annotations with a score; masks as polygons. */
    COCO,
    /** {@code coco-results.json}: the list of COCO results that pycocotools' {@code loadRes} takes; masks as run lengths. */
    COCO_RESULTS,
    /** {@code annotations.xml}: "CVAT for images 1.1"; polygons, and masks for objects with holes or of several parts. */
    CVAT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
