// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Timings, one process each. */
package org.mrcnn.verify.bench;
