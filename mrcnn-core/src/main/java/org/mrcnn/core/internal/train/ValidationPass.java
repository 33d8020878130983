// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.train.Validation;
import org.mrcnn.train.internal.LossMeans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pass over validation data. Each image is loaded once, for its losses and for detection. */
public final class ValidationPass {

    private static final Logger LOG = LoggerFactory.getLogger(ValidationPass.class);

    private final Dataset data;
    private final MaskRcnnConfig config;
    private final BadDataPolicy badData;
    private final TrainingSettings settings;
    private final List<TrainingItem> waiting = new ArrayList<>();
    private final LossMeans losses = new LossMeans();
    private long batches;

    /**
     * Creates a pass without augmentation.
     *
     * @param badData whether an image that cannot be used ends the pass or is skipped
     */
    public ValidationPass(Dataset data, MaskRcnnConfig config, BadDataPolicy badData) {
        this.data = data.withPixels(config.image().pixelFormat());
        this.config = config;
        this.badData = badData;
        settings = DataSettings.training(config, data.labels().size(), new Augmenter(List.of()));
    }

    /**
     * Runs the pass.
     *
     * @param stop whether to cancel the pass
     * @return the values by name
     * @throws CancellationException before an image, if the pass is cancelled
     */
    public Map<String, Double> run(ValidationLosses of, Function<Image, Detections> detect, BooleanSupplier stop) {
        TrainingItems items = new TrainingItems(settings);
        DetectionScores scores = new DetectionScores();
        boolean detects = config.train().validation().averagePrecision();
        int limit = config.train().validation().images();
        int count = limit == 0 ? data.size() : Math.min(limit, data.size());
        for (int i = 0; i < count; i++) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("the validation was given up at image " + i);
            }
            Optional<Sample> loaded = load(i);
            Optional<TrainingItem> item = loaded.flatMap(sample -> item(items, sample));
            if (item.isPresent()) {
                add(item.get(), of);
                if (detects) {
                    scores.add(loaded.get(), detect.apply(loaded.get().image()));
                }
            }
        }
        flush(of);
        Map<String, Double> values = new LinkedHashMap<>();
        if (!losses.isEmpty()) {
            values.putAll(Validation.values(losses.mean()));
        }
        if (detects) {
            values.putAll(scores.summary());
        }
        return values;
    }

    private Optional<Sample> load(int index) {
        return usable(() -> data.load(index));
    }

    private Optional<TrainingItem> item(TrainingItems items, Sample sample) {
        int[] all = new int[data.labels().size()];
        Arrays.fill(all, 1);
        SplittableRandom random = new SplittableRandom(sample.imageId());
        return usable(() -> items.build(sample, all, random, () -> sample));
    }

    private <T> Optional<T> usable(Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (ImageException | BadDataException e) {
            if (badData == BadDataPolicy.FAIL) {
                throw e;
            }
            LOG.warn("Left out of the validation: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void add(TrainingItem item, ValidationLosses of) {
        waiting.add(item);
        if (waiting.size() == config.train().batchSize()) {
            flush(of);
        }
    }

    /** Adds the losses of a batch, weighted by its number of images. */
    private void flush(ValidationLosses of) {
        if (waiting.isEmpty()) {
            return;
        }
        var report = of.of(TrainingBatch.of(waiting, settings), batches++);
        waiting.forEach(item -> losses.add(report));
        waiting.clear();
    }
}
