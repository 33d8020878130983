// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: settings of commands. */
package org.mrcnn.core.internal.config;
