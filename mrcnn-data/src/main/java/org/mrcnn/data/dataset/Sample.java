// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.mask.Rle;

/**
 * An image and its objects. The arrays are shared, not copied, and must not be changed.
 *
 * @param imageId id of the image in the data set
 * @param imageName name of the image, for messages
 * @param image the image, height x width x channels
 * @param classIds class id per object, 1 to classes - 1; negative for a crowd, a region with many objects of that class
 * @param boxes float[count * 4], tight boxes of the masks: y1, x1, y2, x2 in pixels, y2 and x2 exclusive
 * @param masks mask per object, in the size of the image, not empty
 */
@SuppressWarnings("ArrayRecordComponent") // passed from step to step of a loader
public record Sample(long imageId, String imageName, Image image, int[] classIds, float[] boxes, List<Rle> masks) {

    /** Checks counts and sizes. */
    public Sample {
        Objects.requireNonNull(image, "image");
        masks = List.copyOf(masks);
        if (classIds.length != masks.size() || boxes.length != 4 * masks.size()) {
            throw new IllegalArgumentException(
                    "Image " + imageName + ": expected one class id and one box per mask, found " + classIds.length
                            + " class ids, " + boxes.length / 4.0 + " boxes and " + masks.size() + " masks");
        }
        for (int i = 0; i < classIds.length; i++) {
            Rle mask = masks.get(i);
            if (classIds[i] == 0) {
                throw new IllegalArgumentException("Image " + imageName + ": object " + i
                        + " has class id 0, the background; expected a positive id, or a negative one for a crowd");
            }
            if (mask.height() != image.height() || mask.width() != image.width()) {
                throw new IllegalArgumentException("Image " + imageName + ": mask " + i + " is " + mask.height() + "x"
                        + mask.width() + ", the image " + image.height() + "x" + image.width());
            }
        }
    }

    /** Creates a sample with boxes computed from the masks. Objects with an empty mask are left out. */
    public static Sample of(long imageId, String imageName, Image image, int[] classIds, List<Rle> masks) {
        if (classIds.length != masks.size()) {
            throw new IllegalArgumentException("Image " + imageName + ": expected one class id per mask, found "
                    + classIds.length + " class ids and " + masks.size() + " masks");
        }
        List<Rle> kept = new ArrayList<>();
        int[] ids = new int[classIds.length];
        float[] boxes = new float[4 * classIds.length];
        for (int i = 0; i < classIds.length; i++) {
            float[] box = masks.get(i).bounds();
            if (box[2] > box[0] && box[3] > box[1]) {
                System.arraycopy(box, 0, boxes, 4 * kept.size(), 4);
                ids[kept.size()] = classIds[i];
                kept.add(masks.get(i));
            }
        }
        int n = kept.size();
        return new Sample(imageId, imageName, image, Arrays.copyOf(ids, n), Arrays.copyOf(boxes, 4 * n), kept);
    }

    /**
     * Creates a sample from masks in one array of height x width x instances, as returned by {@code load_mask} of a Matterport
     * data set. Instances with an empty mask are left out.
     *
     * @param masks boolean[height][width][instances], in the size of the image
     * @param classIds class id per instance, negative for a crowd
     */
    public static Sample ofMasks(long imageId, String imageName, Image image, int[] classIds, boolean[][][] masks) {
        return of(imageId, imageName, image, classIds, Rle.ofInstances(masks));
    }

    /** Returns a copy with another image of the same size, for changes of pixel values. */
    public Sample withImage(Image other) {
        return new Sample(imageId, imageName, other, classIds, boxes, masks);
    }

    /** Returns the number of objects, including crowds. */
    public int count() {
        return classIds.length;
    }

    /** Returns whether object {@code i} is a crowd. */
    public boolean isCrowd(int i) {
        return ClassIds.isCrowd(classIds[i]);
    }
}
