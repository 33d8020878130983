// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: layer names as users write them. */
package org.mrcnn.core.internal;
