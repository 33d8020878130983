// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** What detection returns: {@link org.mrcnn.core.detect.Detections} of one image. */
package org.mrcnn.core.detect;
