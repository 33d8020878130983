// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Images: pixels, reading and writing files. */
package org.mrcnn.data.image;
