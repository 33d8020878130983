// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Data sets that are drawn instead of read: cells under a microscope, and simple shapes. */
package org.mrcnn.rendered;
