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
 * Selects samples for transforms that mix images. If bad data is skipped, an image that cannot be used is skipped here without
 * counting it; it is counted when it is loaded itself.
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
