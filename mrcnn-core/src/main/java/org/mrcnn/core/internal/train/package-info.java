/**
 * Training: which weights, how fast, for how long, and what is told about it. The arithmetic of a step is behind {@link
 * org.mrcnn.core.internal.train.StepRunner}.
 */
package org.mrcnn.core.internal.train;
