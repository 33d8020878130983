// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The update rule of a training run: ND4J's updaters, clipping, decay. */
package org.mrcnn.engine.optimizer;
