// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

/**
 * The code of class ids in arrays. Objects are numbered from 1 on everywhere. In ground truth (samples, batches,
 * input_gt_class_ids) a negative id is a crowd of that class and 0 is a row of padding; in targets (target_class_ids,
 * mask_class_ids) 0 is background and {@link #UNUSED} a row that does not train. A crowd never becomes a target, and padding
 * of the ground truth never becomes a region, so no array has both meanings of a negative id.
 */
public final class ClassIds {

    /** In targets: a row of padding, which enters no loss. */
    public static final int UNUSED = -1;

    private ClassIds() {}

    /** Whether an id of the ground truth or of the targets is that of an object. */
    public static boolean isObject(int id) {
        return id > 0;
    }

    /** Whether an id of the ground truth is that of a crowd, a region of many objects. */
    public static boolean isCrowd(int id) {
        return id < 0;
    }

    /** The id in the ground truth of a crowd of objects of a class. */
    public static int crowdOf(int classId) {
        return -classId;
    }
}
