// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Settings of the optimizer: ND4J's update rules, gradient clipping, weight decay. */
package org.mrcnn.engine.optimizer;
