// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Example programs and the command line. */
package org.mrcnn.cli;
