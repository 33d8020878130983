// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Inspection of a data set before training: sizes, duplicates, suspicious objects, suitable anchors. */
package org.mrcnn.data.internal.inspect;
