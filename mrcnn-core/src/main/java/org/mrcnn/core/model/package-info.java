// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The provenance of weights, which model files record, and the exception for files that are not model files. */
package org.mrcnn.core.model;
