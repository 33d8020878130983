// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The model file: configuration, class names, weights and their history in one zip. */
package org.mrcnn.core.internal.model;
