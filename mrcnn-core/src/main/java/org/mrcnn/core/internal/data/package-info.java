// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** From configuration to the settings of the data module. */
package org.mrcnn.core.internal.data;
