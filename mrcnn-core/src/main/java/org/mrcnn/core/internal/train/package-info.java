// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: what training this network adds to the loop of any graph: its placeholders, layers, rates and statistics. */
package org.mrcnn.core.internal.train;
