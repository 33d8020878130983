// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** SameDiff made fast and correct: Java ops with gradients, graph runs in pooled memory, gradient checks. */
package org.mrcnn.engine;
