// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Long runs under load: equal results, and memory that does not grow. */
package org.mrcnn.verify.soak;
