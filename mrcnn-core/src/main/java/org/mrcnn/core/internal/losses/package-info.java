// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: how the heads are compared with their targets; one strategy for each dialect. */
package org.mrcnn.core.internal.losses;
