// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: checks and clips gradients, and updates the weights in place. */
package org.mrcnn.engine.internal.optimizer;
