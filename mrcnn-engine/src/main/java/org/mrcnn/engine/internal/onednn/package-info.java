/**
 * oneDNN called directly: convolutions, their gradients and dense layers on NHWC arrays of a graph.
 *
 * <p>Nothing here knows SameDiff; arrays are addresses. The public classes exist for {@code org.mrcnn.engine.nn} alone.
 */
package org.mrcnn.engine.internal.onednn;
