// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Damaged files against every reader: no undocumented exception, no run without end, no memory that the file does not justify. */
package org.mrcnn.verify.fuzz;
