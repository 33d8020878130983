/**
 * Training: which weights, how fast, for how long, and what is told about it. The arithmetic of a step is behind {@link
 * org.mrcnn.core.train.StepRunner}.
 */
package org.mrcnn.core.train;
