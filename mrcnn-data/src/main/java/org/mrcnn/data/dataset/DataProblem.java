// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/** What can be wrong with a data set, and what to do about it. */
public enum DataProblem {
    /** The file is not JSON, or ends in the middle. */
    NOT_JSON("copy or export the file again"),
    /** JSON of another layout. */
    NOT_COCO("export as COCO instance segmentation: images, annotations, categories"),
    /** The file is not XML without a document type. */
    NOT_XML("copy or export the file again; document types and entities are refused"),
    /** Another layout than that of the format. */
    BAD_LAYOUT("check the format, or name another one"),
    /** A file name that leads out of the folder, or is none. */
    BAD_FILE_NAME("name the folder of the images, and files inside of it"),
    /** More than any honest file has: corners, nesting, pixels, bytes. */
    TOO_LARGE("remove it, or cut it into smaller parts"),
    /** Two images, annotations or categories share an id. */
    DUPLICATE_ID("give each its own id"),
    /** An image that the annotations name is not there. */
    MISSING_IMAGE("check the image folder and the file name"),
    /** An image file that cannot be read. */
    UNREADABLE_IMAGE("replace the image or leave it out"),
    /** An image of another size than the annotations say. */
    IMAGE_SIZE("annotate this very image, or use the one that was annotated"),
    /** An image whose sides the configured resize cannot take. */
    UNFIT_FOR_RESIZE("choose another image.mode or other image.minDimension and image.maxDimension, or leave it out"),
    /** An image whose samples are not those that the network takes. */
    UNFIT_SAMPLES("set image.channels, image.window or image.percentiles, convert the image, or leave it out"),
    /** An annotation of an image that is not listed. */
    UNKNOWN_IMAGE("add the image or remove the annotation"),
    /** A class id without a category. */
    UNKNOWN_CATEGORY("add the category or correct the category id"),
    /** An annotation without a mask: none at all, a box, a line or a point. */
    NO_SEGMENT("draw a polygon or mask for it; boxes, lines and points do not train masks"),
    /** A polygon or RLE that cannot be read. */
    BAD_SEGMENT("draw or export this annotation again"),
    /** A mask or box without area. */
    ZERO_AREA("remove the annotation or draw it again"),
    /** A mask or box that lies beside the image. */
    OUTSIDE_IMAGE("remove the annotation, or check that it belongs to this image"),
    /** A mask that is more than a pixel beyond the border; left out pixels, not the object, when skipping. */
    PARTLY_OUTSIDE("clip it to the image, or check that the image was not scaled after annotation"),
    /** Nothing is annotated at all. */
    NO_ANNOTATIONS("check that this is the right annotation file");

    private final String remedy;

    DataProblem(String remedy) {
        this.remedy = remedy;
    }

    /** What the user can do. */
    public String remedy() {
        return remedy;
    }
}
