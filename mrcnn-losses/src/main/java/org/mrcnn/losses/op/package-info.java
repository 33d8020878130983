// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The base of ops whose result is one number, for losses and metrics written as plain Java. */
package org.mrcnn.losses.op;
