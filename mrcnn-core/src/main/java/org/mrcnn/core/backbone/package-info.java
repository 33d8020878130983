// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Custom networks below the feature pyramid: implement {@link org.mrcnn.core.backbone.Backbone}, which adds layers with {@link
 * org.mrcnn.core.backbone.Layers}. {@link org.mrcnn.core.backbone.Conv} describes a convolution, and {@link
 * org.mrcnn.core.backbone.Features} is the input and output of layers. The built-in ResNets use the same four types.
 */
package org.mrcnn.core.backbone;
