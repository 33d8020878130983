// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: choices that must not depend on threads or order. */
package org.mrcnn.data.internal;
