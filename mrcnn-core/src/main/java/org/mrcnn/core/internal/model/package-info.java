// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the model file, which contains configuration, class names, weights and their provenance in one zip. */
package org.mrcnn.core.internal.model;
