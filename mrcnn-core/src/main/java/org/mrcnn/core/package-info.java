/** Mask R-CNN for users: a model, its training, its detections. */
package org.mrcnn.core;
