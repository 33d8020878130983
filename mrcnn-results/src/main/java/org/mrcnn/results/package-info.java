// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detections as files for other software, and shape measures of objects. */
package org.mrcnn.results;
