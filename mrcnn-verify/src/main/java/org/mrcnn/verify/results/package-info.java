// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Results for other software to read. */
package org.mrcnn.verify.results;
