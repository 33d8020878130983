// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: what all readers of other software's files need. */
package org.mrcnn.interop.internal;
