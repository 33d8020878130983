// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Options and results of detection: {@link org.mrcnn.core.detect.Detections} are the objects of one image. */
package org.mrcnn.core.detect;
