// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: copies of native memory, parallel loops, and files that are replaced as a whole. */
package org.mrcnn.engine.internal;
