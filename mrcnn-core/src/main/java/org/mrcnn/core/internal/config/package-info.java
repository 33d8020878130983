// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: configuration options that several commands share. */
package org.mrcnn.core.internal.config;
