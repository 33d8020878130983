// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Checks of result files in other software. */
package org.mrcnn.verify.results;
