// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detections as files that other software opens, and measures of objects. */
package org.mrcnn.results;
