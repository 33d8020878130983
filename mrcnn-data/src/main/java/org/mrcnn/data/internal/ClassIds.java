// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

/**
 * The encoding of class ids in arrays. Objects have ids from 1. In ground truth (samples, batches, input_gt_class_ids), a
 * negative id is a crowd of that class, and 0 is padding. In targets (target_class_ids, mask_class_ids), 0 is background, and
 * {@link #UNUSED} is a row that is not trained on. A crowd never becomes a target, and padding of the ground truth never
 * becomes an RoI, therefore no array has both meanings of a negative id.
 */
public final class ClassIds {

    /** In targets: padding, which is part of no loss. */
    public static final int UNUSED = -1;

    private ClassIds() {}

    /** Returns whether an id of ground truth or targets is that of an object. */
    public static boolean isObject(int id) {
        return id > 0;
    }

    /** Returns whether an id of the ground truth is that of a crowd, a region with many objects. */
    public static boolean isCrowd(int id) {
        return id < 0;
    }

    /** Returns the id of a crowd of objects of a class in the ground truth. */
    public static int crowdOf(int classId) {
        return -classId;
    }
}
