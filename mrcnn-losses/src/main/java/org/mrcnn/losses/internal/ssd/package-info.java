// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: the ops of the losses of SSD. */
package org.mrcnn.losses.internal.ssd;
