// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Weights of other software: opening, importing into a model, exporting. */
package org.mrcnn.interop;
