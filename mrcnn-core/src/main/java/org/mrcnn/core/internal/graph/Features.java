package org.mrcnn.core.internal.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/** A feature map [N, H, W, channels] of the graph, with the channel count that the next layer needs to know. */
public record Features(SDVariable variable, int channels) {}
