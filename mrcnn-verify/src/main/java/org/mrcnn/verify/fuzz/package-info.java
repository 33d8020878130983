// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Tests of every reader with damaged files: no undocumented exceptions, no endless runs, no memory use out of proportion to the
 * file.
 */
package org.mrcnn.verify.fuzz;
