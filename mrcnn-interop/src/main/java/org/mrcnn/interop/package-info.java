// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Weights of other software: opened, imported into a model, exported. */
package org.mrcnn.interop;
