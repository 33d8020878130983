// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.List;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/**
 * The data of a run that several machines make together. A {@code Training} on it takes part as this machine; no type of the API
 * says so, since a run needs more than that: machines that start, find and lose each other.
 *
 * @param images all of them, the same on each machine
 * @param machine this one
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
