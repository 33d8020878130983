// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Random changes to training images that move pixels, boxes and masks together. */
package org.mrcnn.data.transform;
