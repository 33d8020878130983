package org.mrcnn.losses;

/** How {@link L2Loss} adds up the weights. */
public enum L2Form {
    /** factor * sum(w^2) / size(w), a mean for each variable: Matterport Mask_RCNN, model.py 2180. */
    MATTERPORT,
    /** factor * sum(w^2): the usual weight decay with decay rate 2 * factor. */
    DECAY;

    /** The number that sum(w^2) of a variable of that many elements is multiplied by. */
    public double coefficient(double factor, long size) {
        return this == MATTERPORT ? factor / size : factor;
    }
}
