// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: detection of the objects in an image. */
package org.mrcnn.core.internal.detect;
