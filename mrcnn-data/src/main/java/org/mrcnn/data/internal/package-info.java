// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: helpers whose results must not depend on threads or order. */
package org.mrcnn.data.internal;
