// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Load tests and attacks on the service of {@code scripts/mrcnn serve}. */
package org.mrcnn.verify.serve;
