/**
 * Instance masks: COCO run lengths, polygons to runs, and pasting of soft masks into an image. Pure Java, no graph.
 */
package org.mrcnn.data.mask;
