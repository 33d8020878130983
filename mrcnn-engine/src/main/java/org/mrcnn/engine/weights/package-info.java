// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The error of a weight file that is not sound. */
package org.mrcnn.engine.weights;
