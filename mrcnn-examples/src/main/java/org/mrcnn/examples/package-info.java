// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Example programs to copy from. */
package org.mrcnn.examples;
