// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.transform.Transform;

/**
 * The batches of a run, of which this machine gets its images only. Each stage has a loader of its own, which continues at the
 * position in the data that the previous one reached.
 */
final class RunBatches {

    private final Dataset images;
    private final RunSettings settings;
    private final int classes;
    private final List<Augmenter> augmenters = new ArrayList<>();
    private long skippedBefore;
    private MaskRcnnConfig stage;
    private BatchLoader<TrainingItem, TrainingBatch> loader;

    /**
     * @param images the training images
     * @param classes number of classes, background included
     */
    RunBatches(Dataset images, RunSettings settings, int classes) {
        this.images = images;
        this.settings = settings;
        this.classes = classes;
    }

    /** Opens the loader of a stage. */
    void enter(MaskRcnnConfig config, LoaderPosition position) {
        stage = config;
        List<Transform> transforms = new ArrayList<>(config.train().augmentations());
        transforms.addAll(settings.transforms());
        Augmenter augmenter = new Augmenter(transforms);
        augmenters.add(augmenter);
        LoaderSettings loading = DataSettings.loader(config.train(), settings.badData());
        loader = TrainingItems.loader(
                images,
                DataSettings.training(config, classes, augmenter),
                (knowsPlaces() ? loading.withPlaces(places()) : loading).startingAt(position));
    }

    /** Closes the loader of the stage, if there is one. */
    void leave() {
        if (loader != null) {
            skippedBefore += loader.skipped();
            loader.close();
            loader = null;
        }
    }

    /** Returns this machine's images of the next batch. */
    TrainingBatch next() {
        TrainingBatch next = loader.next();
        return knowsPlaces() || settings.machine().isAlone() ? next : next.part(places().from(), places().to());
    }

    private LoaderSettings.Places places() {
        return settings.machine().places(stage.train().batchSize());
    }

    /**
     * Returns whether each machine prepares only its own images: these must be known in advance, and have the same size, so
     * that all have the same padding.
     */
    private boolean knowsPlaces() {
        ImageConfig.Mode mode = stage.image().mode();
        return !settings.machine().isAlone()
                && settings.badData() == BadDataPolicy.FAIL
                && !stage.train().loading().groupByAspect()
                && (mode == ImageConfig.Mode.SQUARE || mode == ImageConfig.Mode.CROP);
    }

    /** Returns the position of the next batch in the data. */
    LoaderPosition position() {
        return loader.position();
    }

    /** Returns the number of images skipped so far. */
    long skipped() {
        return skippedBefore + (loader == null ? 0 : loader.skipped());
    }

    /** Returns the numbers of objects lost so far, by cause. */
    Map<String, Long> dropped() {
        Map<String, Long> dropped = new LinkedHashMap<>();
        augmenters.forEach(
                augmenter -> augmenter.dropped().forEach((name, count) -> dropped.merge(name, count, Long::sum)));
        return dropped;
    }
}
