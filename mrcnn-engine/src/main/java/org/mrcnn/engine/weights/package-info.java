// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The exception for invalid weight files. */
package org.mrcnn.engine.weights;
