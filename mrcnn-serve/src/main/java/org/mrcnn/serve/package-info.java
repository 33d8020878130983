// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection as an HTTP service: {@link org.mrcnn.serve.DetectionService}. */
package org.mrcnn.serve;
