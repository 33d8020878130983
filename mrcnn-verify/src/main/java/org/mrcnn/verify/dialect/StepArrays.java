// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.mrcnn.core.internal.graph.RegionSeeds;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.npy.Npy;

/**
 * The batch of a step written by {@code mrcnn-verify/peers/step_torchvision.py}, with the anchors and RoIs that torchvision
 * sampled.
 *
 * @param folder folder with one file per array
 * @param classes number of classes with background
 */
record StepArrays(Path folder, int classes) {

    /** Returns the number of RoIs per image, with padding. */
    int regions() throws IOException {
        return array("rois").shape()[1];
    }

    /** Returns the maximum number of objects per image. */
    int objects() throws IOException {
        return array("input_gt_class_ids").shape()[1];
    }

    /** Returns the inputs of a step with exactly these anchors and RoIs. */
    StepInputs inputs() throws IOException {
        int[] image = array("input_image").shape();
        int[] masks = array("input_gt_masks").shape();
        TrainingBatch batch = new TrainingBatch(
                image[0],
                image[1],
                image[2],
                array("input_rpn_match").shape()[1],
                array("input_rpn_bbox").shape()[1],
                ImageMeta.length(classes),
                masks[3],
                masks[1],
                masks[2],
                new long[image[0]],
                Collections.nCopies(image[0], folder.toString()),
                array("input_image").floats(),
                metas(image),
                array("input_rpn_match").ints(),
                array("input_rpn_bbox").floats(),
                array("input_gt_class_ids").ints(),
                array("input_gt_boxes").floats(),
                array("input_gt_masks").bytes());
        return new StepInputs(batch, array("rois").floats(), RegionSeeds.IN_ORDER);
    }

    private float[] metas(int[] image) throws IOException {
        int[] windows = array("windows").ints();
        int[] active = new int[classes];
        Arrays.fill(active, 1);
        int length = ImageMeta.length(classes);
        float[] metas = new float[image[0] * length];
        for (int n = 0; n < image[0]; n++) {
            int[] window = Arrays.copyOfRange(windows, 4 * n, 4 * n + 4);
            int[] original = {window[2], window[3], image[3]};
            int[] shape = {image[1], image[2], image[3]};
            float[] meta = new ImageMeta(n, original, shape, window, 1, active).toArray();
            System.arraycopy(meta, 0, metas, n * length, length);
        }
        return metas;
    }

    Npy array(String name) throws IOException {
        return Npy.read(folder.resolve(name + ".npy"));
    }
}
