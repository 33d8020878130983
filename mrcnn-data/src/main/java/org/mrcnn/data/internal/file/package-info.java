// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Writing files whole or not at all. */
package org.mrcnn.data.internal.file;
