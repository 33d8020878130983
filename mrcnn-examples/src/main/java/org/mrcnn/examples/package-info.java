// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Main classes to copy from. */
package org.mrcnn.examples;
