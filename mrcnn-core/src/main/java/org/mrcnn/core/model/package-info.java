// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** What a model file says of its weights, and the error for a file that is not one. */
package org.mrcnn.core.model;
