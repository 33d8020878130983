// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Data sets whose images are rendered, not read: cells under a microscope, and simple shapes. */
package org.mrcnn.rendered;
