// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: Python's pickles as plain values. Nothing that a pickle names is looked up or called. */
package org.mrcnn.interop.internal.pickle;
