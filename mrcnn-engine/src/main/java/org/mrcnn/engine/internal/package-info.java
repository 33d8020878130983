// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: native copies, parallel loops, files written as a whole. */
package org.mrcnn.engine.internal;
