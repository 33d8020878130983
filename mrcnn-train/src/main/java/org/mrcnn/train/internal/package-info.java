// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: one step of gradients and update, and memory of the process. */
package org.mrcnn.train.internal;
