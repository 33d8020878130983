// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.List;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/**
 * The data set of a run on several machines. A {@code Training} with this data set takes part in the run as this machine. This
 * is not visible in the API, because such a run needs more: machines must start, find each other, and handle failures.
 *
 * @param images all images, the same on each machine
 * @param machine this machine
 */
public record SharedData(Dataset images, Machine machine) implements Dataset {

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public List<String> labels() {
        return images.labels();
    }

    @Override
    public Sample load(int index) {
        return images.load(index);
    }

    @Override
    public long imageId(int index) {
        return images.imageId(index);
    }

    @Override
    public String imageName(int index) {
        return images.imageName(index);
    }
}
