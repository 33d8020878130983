// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The base class of ops whose result is a single number, for losses and metrics written in plain Java. */
package org.mrcnn.losses.op;
