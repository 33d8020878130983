// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Objects as ImageJ has them. */
package org.mrcnn.results.internal;
