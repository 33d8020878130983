// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Conversion of objects to ImageJ's regions of interest. */
package org.mrcnn.results.internal;
