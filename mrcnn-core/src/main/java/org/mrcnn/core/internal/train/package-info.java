// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the parts of training that are specific to this network: placeholders, layers, learning rates and statistics. */
package org.mrcnn.core.internal.train;
