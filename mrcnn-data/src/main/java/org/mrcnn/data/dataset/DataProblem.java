// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/**
 * Kinds of problems of a data set, each with a remedy. Some of them are notes, which say what was assumed where the data are
 * ambiguous. A note never stops reading, and nothing is skipped because of it.
 */
public enum DataProblem {
    /** A file that is not JSON, or is truncated. */
    NOT_JSON("copy or export the file again"),
    /** JSON in another layout than COCO's. */
    NOT_COCO("export as COCO instance segmentation: images, annotations, categories"),
    /** A file that is not XML, or has a document type. */
    NOT_XML("copy or export the file again; document types and entities are refused"),
    /** A layout that differs from that of the format. */
    BAD_LAYOUT("check the format, or name another one"),
    /** A file name that points outside the folder, or is not a file name. */
    BAD_FILE_NAME("name the folder of the images, and files inside of it"),
    /** More corners, nesting, pixels or bytes than any valid file has. */
    TOO_LARGE("remove it, or cut it into smaller parts"),
    /** Two images, annotations or categories with the same id. */
    DUPLICATE_ID("give each its own id"),
    /** An image that the annotations name but that does not exist. */
    MISSING_IMAGE("check the image folder and the file name"),
    /** An image file that cannot be read. */
    UNREADABLE_IMAGE("replace the image or leave it out"),
    /** An image whose size differs from that in the annotations. */
    IMAGE_SIZE("annotate this image, or use the image that was annotated"),
    /** An image whose size the configured resizing does not accept. */
    UNFIT_FOR_RESIZE("choose another image.mode or other image.minDimension and image.maxDimension, or leave it out"),
    /** An image whose samples the network does not accept. */
    UNFIT_SAMPLES("set image.channels, image.window or image.percentiles, convert the image, or leave it out"),
    /** An annotation of an image that is not listed. */
    UNKNOWN_IMAGE("add the image or remove the annotation"),
    /** A class id without a category. */
    UNKNOWN_CATEGORY("add the class to the list of classes, or correct the class of the annotation"),
    /** A class name that is blank, missing, or used by another class. */
    BAD_CLASS_NAME("give each class a name of its own"),
    /** An annotation that is not a mask: empty, a box, a line or a point. */
    NO_SEGMENT("draw a polygon or mask for it; boxes, lines and points cannot train masks"),
    /** A polygon or RLE that cannot be read. */
    BAD_SEGMENT("draw or export this annotation again"),
    /** A mask or box without area. */
    ZERO_AREA("remove the annotation or draw it again"),
    /** A mask or box that lies outside the image. */
    OUTSIDE_IMAGE("remove the annotation, or check that it belongs to this image"),
    /**
     * A mask that extends more than a pixel beyond the border. When skipping, only the pixels outside are removed, not the
     * object.
     */
    PARTLY_OUTSIDE("clip it to the image, or check that the image was not scaled after annotation"),
    /** No annotations at all. */
    NO_ANNOTATIONS("check that this is the right annotation file"),
    /** Note: an image with an Exif orientation whose annotations refer to it as stored, or whose size does not say to which. */
    EXIF_ORIENTATION(
            true, "these images have an Exif orientation; check that masks and images fit, on the page of inspect"),
    /** Note: a box that does not fit its mask; the mask is used. */
    BOX_DIFFERS(true, "check the boxes: COCO has x, y, width, height, not two corners; training uses the masks"),
    /** Note: boxes that reach beyond their images, and fit them as two corners. */
    CORNER_BOXES(
            true, "write each box as x, y, width, height: x1, y1, x2 - x1, y2 - y1; its figures are wrong until then"),
    /** Note: the same image file under several image ids. */
    SAME_FILE(
            true,
            "if the entries are parts of one annotation, join them: the objects of one are background for the other"),
    /** Note: an object whose mask is exactly that of another object of the image. */
    SAME_MASK(true, "remove the copies: each of them counts as an object of its own"),
    /** Note: a label file without an image. */
    UNUSED_LABELS(true, "these labels are not used; add the images, or rename the files"),
    /** Note: an image that is not used because the annotations do not name it. */
    UNUSED_IMAGE(true, "these images are not used; annotate them if they belong to the data set"),
    /** Note: an image without a label file, taken as an image without objects. */
    NO_LABELS(true, "these images train as images without objects; leave them out if they were not annotated"),
    /** Note: a class name that was trimmed or replaced, or names that hardly differ. */
    CLASS_NAME(true, "check the list of classes"),
    /** Note: ids of categories that are texts, in whose place result files have numbers. */
    CATEGORY_IDS(true, "give the categories whole numbers if other software must find its own ids in results"),
    /** Note: a listed class without objects. */
    UNUSED_CLASS(true, "a class without objects cannot be learned; check the list of classes"),
    /** Note: a shape that marks the absence of an object. */
    NO_OBJECT(true, "these shapes are left out on purpose; if this is a class, give it another name"),
    /** Note: several classes for one object, of which the first is used. */
    SEVERAL_CLASSES(true, "the first is taken; choose the attribute that holds the class"),
    /** Note: label rows that may be boxes with key points and are read as polygons. */
    KEY_POINTS(true, "if they are labels of poses, export them as segmentation: polygons or masks"),
    /** Note: an open line that was closed to a polygon. */
    CLOSED_LINE(true, "the inside of the line is taken as the object"),
    /** Note: a file that was found by part of its name or by another spelling. */
    FOUND_BY_NAME(true, "check that these are the annotated images"),
    /** Note: parts of a data set that were not read. */
    OTHER_SPLITS(true, "choose the split to read, on the command line with --split-name"),
    /** Note: the interpretation of a mask image whose pixel values are ambiguous. */
    MASK_VALUES(
            true, "check these masks on the page of inspect; best is a PNG with one value per object, and 0 elsewhere"),
    /** Note: an object that covers other objects, or touches all four borders of the image. */
    COVERS_ALL(true, "check whether it is the background, or a mask of all objects together"),
    /** Note: ids for which the results of pycocotools are not what one expects. */
    EVALUATION_IDS(true, "the figures are those of pycocotools; number ids from 1, and use each only once"),
    /** Note: results without masks, whose boxes are evaluated as masks. */
    BOXES_AS_MASKS(true, "as in pycocotools; the mask figures are those of the boxes");

    private final boolean note;
    private final String remedy;

    DataProblem(String remedy) {
        this(false, remedy);
    }

    DataProblem(boolean note, String remedy) {
        this.note = note;
        this.remedy = remedy;
    }

    /** Returns whether this is a note: it only states an assumption, and nothing is skipped. */
    public boolean isNote() {
        return note;
    }

    /** Returns what the user can do about it. */
    public String remedy() {
        return remedy;
    }
}
