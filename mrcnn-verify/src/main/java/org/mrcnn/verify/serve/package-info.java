// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Load and attacks on the service that {@code scripts/mrcnn serve} starts. */
package org.mrcnn.verify.serve;
