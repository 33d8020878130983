// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the ops that an objective is built of, and arithmetic that losses share. */
package org.mrcnn.losses.internal;
