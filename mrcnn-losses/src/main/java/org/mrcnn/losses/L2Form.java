// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

/** Forms of the L2 penalty. */
public enum L2Form {
    /** factor * sum(w^2) / size(w), that is, the mean over each variable, as in Matterport's Mask_RCNN, model.py 2180. */
    MATTERPORT,
    /** factor * sum(w^2), which corresponds to the usual weight decay with decay rate 2 * factor. */
    DECAY
}
