// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: gradients held against central differences, for tests. */
package org.mrcnn.engine.internal.check;
