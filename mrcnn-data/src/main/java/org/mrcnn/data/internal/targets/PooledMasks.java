// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Sampling;

/**
 * Targets of masks that are pooled like features: each pixel of a target is the mean of as many samples as its bin has pixels
 * of the object's mask.
 */
public enum PooledMasks implements RegionRules {
    /**
     * The mean itself, from 0 to 1, of a box of at least one pixel, shifted by half a pixel: torchvision's {@code
     * project_masks_on_boxes}.
     */
    AVERAGED {
        @Override
        public float[] maskBox(float[] pixels) {
            // Pooling shifts the ends by half a pixel, which roi_align(aligned=False) does not.
            return new float[] {
                pixels[0] + 0.5f,
                pixels[1] + 0.5f,
                Math.max(pixels[2], pixels[0] + 1) + 0.5f,
                Math.max(pixels[3], pixels[1] + 1) + 0.5f
            };
        }

        @Override
        public float maskValue(float share) {
            return share;
        }
    },

    /** 1 if the mean is at least a half: {@code BitMasks.crop_and_resize} of Detectron2, and MMDetection. */
    THRESHOLDED {
        @Override
        public float maskValue(float share) {
            return share >= 0.5f ? 1 : 0;
        }
    };

    @Override
    public Sampling maskSampling() {
        return Sampling.ADAPTIVE;
    }
}
