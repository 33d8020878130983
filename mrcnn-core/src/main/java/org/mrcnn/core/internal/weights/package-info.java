// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: model files as a source of weights. */
package org.mrcnn.core.internal.weights;
