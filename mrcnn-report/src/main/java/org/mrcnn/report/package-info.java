// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** HTML pages about data sets, evaluations and the processing inside a model, and drawings of detections. */
package org.mrcnn.report;
