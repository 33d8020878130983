package org.mrcnn.core.config;

/** What weight decay means. */
public enum L2Form {
    /** Loss {@code l2_loss}: decay * sum(w^2) / size(w), biases included, gamma and beta left out. */
    MATTERPORT,
    /** Loss {@code l2_loss}: decay * sum(w^2) over kernels. */
    DECAY,
    /** No loss: AdamW shrinks the kernels by learning rate * decay in each step. */
    DECOUPLED
}
