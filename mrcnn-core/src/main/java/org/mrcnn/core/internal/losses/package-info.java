// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the losses of the heads, with one strategy per dialect. */
package org.mrcnn.core.internal.losses;
