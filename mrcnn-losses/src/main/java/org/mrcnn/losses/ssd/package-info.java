// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The losses of SSD, for custom graphs. */
package org.mrcnn.losses.ssd;
