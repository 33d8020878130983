// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The names of what stands in the network's graph, for losses, metrics and traces that read its variables. */
package org.mrcnn.core.names;
