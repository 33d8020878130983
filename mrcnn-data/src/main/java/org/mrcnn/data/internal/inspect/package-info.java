// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** What a data set is like before anybody trains on it: sizes, duplicates, suspicious objects, fitting anchors. */
package org.mrcnn.data.internal.inspect;
