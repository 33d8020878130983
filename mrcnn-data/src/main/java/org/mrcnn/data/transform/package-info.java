// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Random changes of training images, which transform pixels, boxes and masks together. */
package org.mrcnn.data.transform;
