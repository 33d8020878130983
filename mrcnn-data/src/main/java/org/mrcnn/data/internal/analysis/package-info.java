// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: what stands behind the figures of an evaluation: precision and recall at every score, confusion of classes, kinds of
 * errors, the best score threshold of a class. All of it judges the detections that COCO judges, matched by its rule,
 * whatever their size.
 */
package org.mrcnn.data.internal.analysis;
