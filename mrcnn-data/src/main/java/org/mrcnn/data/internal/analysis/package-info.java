// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Not API: the analyses of an evaluation: precision and recall at every score, confusion of classes, types of errors, and the
 * best score threshold of a class. All of them assess the detections that COCO evaluates, matched by its rules, of any size.
 */
package org.mrcnn.data.internal.analysis;
