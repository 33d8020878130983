// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Pages that show what a data set holds, and what happens inside a model. */
package org.mrcnn.report;
