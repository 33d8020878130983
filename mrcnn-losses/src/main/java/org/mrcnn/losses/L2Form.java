// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

/** How an L2 penalty adds up the weights. */
public enum L2Form {
    /** factor * sum(w^2) / size(w), a mean for each variable: Matterport Mask_RCNN, model.py 2180. */
    MATTERPORT,
    /** factor * sum(w^2): the usual weight decay with decay rate 2 * factor. */
    DECAY
}
