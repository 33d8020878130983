// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Images with masks, boxes and labels, and the report of a training run in one HTML file. */
package org.mrcnn.report.internal;
