// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Comparisons with other implementations of Mask R-CNN with the same weights. */
package org.mrcnn.verify.dialect;
