// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: from gradients to weights, checked, clipped, updated in place. */
package org.mrcnn.engine.internal.optimizer;
