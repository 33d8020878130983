// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * A network of your own below the feature pyramid: {@link org.mrcnn.core.backbone.Backbone} is implemented, {@link
 * org.mrcnn.core.backbone.Layers} builds it, {@link org.mrcnn.core.backbone.Conv} says which convolution, {@link
 * org.mrcnn.core.backbone.Features} is what layers take and give. The ResNets are built with the same four types.
 */
package org.mrcnn.core.backbone;
