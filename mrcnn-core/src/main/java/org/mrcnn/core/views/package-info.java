// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection in several views of an image, whose results are merged: {@link org.mrcnn.core.views.AugmentedDetection}. */
package org.mrcnn.core.views;
