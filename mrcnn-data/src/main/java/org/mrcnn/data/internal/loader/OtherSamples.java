// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.ImageException;

/**
 * Chooses samples for transforms that mix images. An image that cannot be used is passed over where bad data is skipped:
 * it is counted when its own turn comes.
 */
record OtherSamples(Dataset dataset, RandomGenerator random, BadDataPolicy badData) implements Supplier<Sample> {

    private static final int ATTEMPTS = 10;

    @Override
    public Sample get() {
        for (int attempt = 1; ; attempt++) {
            try {
                return dataset.load(random.nextInt(dataset.size()));
            } catch (ImageException | BadDataException e) {
                if (badData == BadDataPolicy.FAIL || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
