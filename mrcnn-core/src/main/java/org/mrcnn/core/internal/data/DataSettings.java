// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mrcnn.core.config.DetectionConfig;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.LoadingConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resampling;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.loader.CachedDataset;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.data.internal.targets.DetectionTargetSettings;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.data.internal.targets.RpnTargetSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts a configuration to the settings of the data module. */
public final class DataSettings {

    private static final Logger LOG = LoggerFactory.getLogger(DataSettings.class);

    private DataSettings() {}

    /** Returns how images are resized for the network. */
    public static Resize resize(ImageConfig image) {
        return switch (image.mode()) {
            case SQUARE -> new Resize.Square(image.minDimension(), image.maxDimension(), image.minScale());
            case PAD32 -> new Resize.Pad32(image.minDimension(), image.maxDimension(), resampling(image.resampling()));
            case PAD64 -> new Resize.Pad64(image.minDimension(), image.minScale());
            case CROP -> new Resize.Crop(image.minDimension(), image.minScale());
            case NONE -> new Resize.None();
        };
    }

    /** Returns how pixel values are normalized. */
    public static PixelNormalization normalization(ImageConfig image) {
        return new PixelNormalization(
                Floats.array(image.meanPixel()),
                image.scale(),
                Floats.array(image.stdPixel()),
                image.mode() == ImageConfig.Mode.PAD32);
    }

    private static Resampling resampling(ImageConfig.Resampling resampling) {
        return switch (resampling) {
            case CUT_OFF -> Resampling.CUT_OFF;
            case FRACTIONS -> Resampling.FRACTIONS;
            case ANTIALIASED -> Resampling.ANTIALIASED;
            case FIXED_POINT -> Resampling.FIXED_POINT;
        };
    }

    /** Returns the settings of the anchors. */
    public static AnchorSettings anchors(RpnConfig rpn) {
        int[] strides = rpn.strides().stream().mapToInt(Integer::intValue).toArray();
        return new AnchorSettings(
                Floats.array(rpn.anchorScales()),
                Floats.array(rpn.anchorRatios()),
                strides,
                rpn.anchorStride(),
                rpn.wholePixelAnchors(),
                rpn.scalesOutermost(),
                coordinates(rpn));
    }

    /** Returns the units of boxes within the network. */
    public static Coordinates coordinates(RpnConfig rpn) {
        return switch (rpn.coordinates()) {
            case NORMALIZED -> Coordinates.NORMALIZED;
            case PIXELS -> Coordinates.PIXELS;
        };
    }

    /** Returns how samples become training arrays, with the augmentations of the configuration. */
    public static TrainingSettings training(MaskRcnnConfig config, int classes) {
        return training(config, classes, new Augmenter(config.train().augmentations()));
    }

    /** Like {@link #training(MaskRcnnConfig, int)}, with these transforms. */
    public static TrainingSettings training(MaskRcnnConfig config, int classes, Augmenter augmenter) {
        int miniMask = config.roi().useMiniMask() ? config.roi().miniMaskSize() : 0;
        return new TrainingSettings(
                resize(config.image()),
                normalization(config.image()),
                classes,
                config.roi().maxInstances(),
                miniMask,
                miniMask,
                false,
                anchors(config.rpn()),
                rpnTargets(config),
                augmenter);
    }

    /** Returns how many training items are prepared in advance, by how many threads, and in what order. */
    public static LoaderSettings loader(TrainConfig train, BadDataPolicy badData) {
        LoadingConfig loading = train.loading();
        return LoaderSettings.of(train.batchSize(), train.seed())
                .withWorkers(train.workers())
                .withQueueBatches(loading.queueBatches())
                .withBadData(badData)
                .withOrder(loading.groupByAspect(), loading.repeatThreshold());
    }

    /**
     * Returns the images of a data set that are used for training, with a cache of the configured size, but at most half of the
     * heap.
     */
    public static Dataset trained(Dataset data, LoadingConfig loading) {
        requireObjects(data);
        Dataset used = loading.emptyImages() ? data : data.withInstances();
        if (used.size() == 0) {
            throw new IllegalArgumentException(
                    "No image has an object other than a crowd, and train.loading.emptyImages"
                            + " is false: nothing is left to train on");
        }
        long requested = loading.cacheMegabytes() * 1_000_000L;
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (requested > most) {
            LOG.warn(
                    "train.loading.cacheMegabytes: {} is more than half of the heap; {} are used, java -Xmx allows more",
                    loading.cacheMegabytes(),
                    most / 1_000_000);
        }
        return requested == 0 ? used : new CachedDataset(used, Math.min(requested, most));
    }

    /**
     * Throws an exception if no image has an object to train on, because the network would learn to detect nothing. Only checks
     * data sets whose objects can be counted without loading images.
     */
    private static void requireObjects(Dataset data) {
        boolean none = data instanceof AnnotatedDataset annotated
                && IntStream.range(0, annotated.size())
                        .allMatch(i -> Arrays.stream(annotated.classIds(i)).allMatch(ClassIds::isCrowd));
        if (none) {
            throw new IllegalArgumentException(
                    "None of " + Plural.of(data.size(), "image")
                            + " has a usable object other than a crowd: there is nothing to train on; look at what was left out");
        }
    }

    /** Returns how anchors become proposals in detection. */
    public static ProposalSettings proposals(MaskRcnnConfig config) {
        return proposals(config, config.rpn().preNmsLimit(), config.rpn().proposalsInference());
    }

    /** Returns how anchors become proposals in training. */
    public static ProposalSettings trainingProposals(MaskRcnnConfig config) {
        return proposals(
                config, config.rpn().preNmsLimitTraining(), config.rpn().proposalsTraining());
    }

    private static ProposalSettings proposals(MaskRcnnConfig config, int preNmsLimit, int count) {
        Dialect dialect = Dialect.of(config);
        return new ProposalSettings(
                preNmsLimit, config.rpn().nmsThreshold(), count, dialect.proposals(), dialect.selection());
    }

    /** Returns how RoIs for training the heads are selected from the proposals. */
    public static DetectionTargetSettings detectionTargets(MaskRcnnConfig config) {
        RoiConfig roi = config.roi();
        Dialect dialect = Dialect.of(config);
        return new DetectionTargetSettings(
                roi.roisPerImage(),
                roi.positiveRatio(),
                roi.foregroundIou(),
                roi.maskSize(),
                roi.maskSize(),
                roi.useMiniMask(),
                dialect.boxes(),
                dialect.regionMap().coordinates(),
                roi.truthAsProposals(),
                dialect.regions());
    }

    /** Returns how classified RoIs become detections. */
    public static DetectionSettings detections(MaskRcnnConfig config) {
        DetectionConfig detection = config.detection();
        Dialect dialect = Dialect.of(config);
        return new DetectionSettings(
                detection.minConfidence(),
                detection.nmsThreshold(),
                detection.maxInstances(),
                dialect.boxes(),
                detection.multiLabel(),
                dialect.detections());
    }

    private static RpnTargetSettings rpnTargets(MaskRcnnConfig config) {
        Dialect dialect = Dialect.of(config);
        return new RpnTargetSettings(
                config.rpn().anchorsPerImage(),
                decimal(config.rpn().foregroundIou()),
                decimal(config.rpn().backgroundIou()),
                dialect.proposals(),
                dialect.anchors());
    }

    /** Returns the decimal number that a float was written as, not the exact value of the float. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
