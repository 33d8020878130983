// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Long runs under load, which check that results are equal and memory does not grow. */
package org.mrcnn.verify.soak;
