// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Parts of HTML reports: images with masks, boxes and labels, curves, tables and colours. */
package org.mrcnn.report.internal;
