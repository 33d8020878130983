// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The command line. */
package org.mrcnn.cli;
