// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: masks by the part of the image that they cover, and soft masks pasted into an image. */
package org.mrcnn.data.internal.mask;
