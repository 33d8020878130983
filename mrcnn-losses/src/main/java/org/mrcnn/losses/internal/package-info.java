// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: ops that an objective consists of, and computations that several losses share. */
package org.mrcnn.losses.internal;
