/** What detection returns: {@link org.mrcnn.core.detect.Detections} of one image. */
package org.mrcnn.core.detect;
