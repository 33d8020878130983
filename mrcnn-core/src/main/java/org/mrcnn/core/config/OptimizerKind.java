package org.mrcnn.core.config;

/** The rule that turns gradients into new weights. */
public enum OptimizerKind {
    /** Stochastic gradient descent with momentum, as Matterport trains. */
    SGD,
    /** Adam (Kingma and Ba, 2015). */
    ADAM,
    /** Adam with decoupled weight decay (Loshchilov and Hutter, 2019). */
    ADAMW
}
