// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Not API: layer names and their selection, locks on a model and its weights, and the environment of the process. */
package org.mrcnn.core.internal;
