// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** What a model finds in an image. */
package org.mrcnn.core.internal.detect;
