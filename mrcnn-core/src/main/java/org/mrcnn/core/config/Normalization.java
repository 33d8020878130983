package org.mrcnn.core.config;

/** Where batch normalization takes its mean and variance from while training; gamma and beta are trained in all. */
public enum Normalization {
    /** Statistics of the weight file, never changed (Matterport {@code TRAIN_BN = False}). */
    FROZEN,
    /** Statistics of each batch, with moving averages kept for detection (Matterport {@code TRAIN_BN = True}). */
    TRAINED,
    /** Statistics measured once on a few training images before the first step, then frozen: for starts from nothing. */
    CALIBRATED
}
