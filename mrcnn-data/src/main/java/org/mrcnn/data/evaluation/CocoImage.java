package org.mrcnn.data.evaluation;

/**
 * An image of a COCO annotation file.
 *
 * @param id its number
 * @param fileName its file; empty where the annotations do not say
 * @param height rows; 0 where the annotations do not say
 * @param width columns; 0 where the annotations do not say
 */
public record CocoImage(long id, String fileName, int height, int width) {}
