// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: comparison of gradients with central differences, for tests. */
package org.mrcnn.engine.internal.check;
