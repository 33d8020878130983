// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: operations on the part of the image that a mask covers, and pasting of soft masks. */
package org.mrcnn.data.internal.mask;
