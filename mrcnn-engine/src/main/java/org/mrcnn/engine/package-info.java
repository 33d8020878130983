// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Fast and correct execution of SameDiff graphs: ops with gradients written in Java, and runs in pooled memory. */
package org.mrcnn.engine;
