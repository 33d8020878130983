// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: Python's pickles as plain values. Names in a pickle are never resolved or called. */
package org.mrcnn.interop.internal.pickle;
