// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The losses of SSD, for graphs of users. */
package org.mrcnn.losses.ssd;
