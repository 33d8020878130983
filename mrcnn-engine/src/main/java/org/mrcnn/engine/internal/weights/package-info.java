// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: named weights, and the file format that stores them. */
package org.mrcnn.engine.internal.weights;
