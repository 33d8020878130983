// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;

/** The training items and batches of a data set. */
final class TrainingSource implements BatchSource<TrainingItem, TrainingBatch> {

    private final Dataset dataset;
    private final TrainingSettings settings;
    private final TrainingItems items;
    private final double[] repeats;
    private final boolean groupByAspect;
    private final BadDataPolicy badData;

    TrainingSource(Dataset dataset, TrainingSettings settings, LoaderSettings loading) {
        this.dataset = dataset;
        this.settings = settings;
        items = new TrainingItems(settings);
        badData = loading.badData();
        groupByAspect = loading.groupByAspect();
        repeats = loading.repeatThreshold() > 0 ? RepeatFactors.of(dataset, loading.repeatThreshold()) : new double[0];
    }

    @Override
    public int size() {
        return dataset.size();
    }

    @Override
    public String name(int index) {
        return dataset.imageName(index);
    }

    @Override
    public TrainingItem item(int index, int epoch, RandomGenerator random) {
        return items.build(
                dataset.load(index), dataset.activeClasses(index), random, new OtherSamples(dataset, random, badData));
    }

    @Override
    public TrainingBatch batch(List<TrainingItem> list) {
        return TrainingBatch.of(list, settings);
    }

    /** Separates square and wide images from tall ones, because a batch of both would be mostly padding. */
    @Override
    public int group(TrainingItem item) {
        return groupByAspect && item.height() > item.width() ? 1 : 0;
    }

    @Override
    public double[] repeats() {
        return repeats.clone();
    }
}
