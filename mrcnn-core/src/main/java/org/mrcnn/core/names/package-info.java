// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The names of the variables in the network's graph, for losses, metrics and traces that read them. */
package org.mrcnn.core.names;
