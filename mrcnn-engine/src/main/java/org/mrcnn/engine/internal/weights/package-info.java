// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Weights by name, and the file format that keeps them. */
package org.mrcnn.engine.internal.weights;
