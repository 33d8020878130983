// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Timings, each in its own process. */
package org.mrcnn.verify.bench;
