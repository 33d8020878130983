// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.transform.Augmentation;

/**
 * All settings of a Mask R-CNN, with one record per component.
 *
 * <p>Each record checks its own settings when it is created. {@link #validate()} checks whether the records fit together. Code
 * that builds a network from a configuration calls it first, so that a chain of {@code with...} calls may pass through states
 * that do not fit together.
 *
 * @param model shape of the network
 * @param rpn anchors and proposals
 * @param roi regions of interest (RoIs) and masks
 * @param detection how the outputs of the heads become detections
 * @param image how an image becomes the network's input
 * @param train the training run
 */
public record MaskRcnnConfig(
        ModelConfig model,
        RpnConfig rpn,
        RoiConfig roi,
        DetectionConfig detection,
        ImageConfig image,
        TrainConfig train) {
    /** Maximum number of values in an array: 4 GB of floats. */
    private static final long MAX_VALUES = 1L << 30;

    public MaskRcnnConfig {
        new ConfigFaults("config")
                .present("model", model)
                .present("rpn", rpn)
                .present("roi", roi)
                .present("detection", detection)
                .present("image", image)
                .present("train", train)
                .check();
    }

    /** Returns Matterport's defaults for every component. */
    public static MaskRcnnConfig defaults() {
        return new MaskRcnnConfig(
                ModelConfig.defaults(),
                RpnConfig.defaults(),
                RoiConfig.defaults(),
                DetectionConfig.defaults(),
                ImageConfig.defaults(),
                TrainConfig.defaults());
    }

    /**
     * Returns the defaults for another implementation: Matterport's, except where that implementation differs, so that its
     * weights give its detections. Equals the configuration from a YAML file that contains only {@code model.dialect}.
     */
    public static MaskRcnnConfig defaults(ModelConfig.Dialect dialect) {
        return DialectDefaults.of(dialect);
    }

    /**
     * Reads a YAML file. Settings that it omits have their defaults.
     *
     * @throws InvalidConfigException if the file has faults; for each one the message names file, line, setting, and what was
     *     expected
     * @throws IOException if the file cannot be read
     */
    public static MaskRcnnConfig from(Path yaml) throws IOException {
        return fromYaml(ConfigText.read(yaml), yaml.toString());
    }

    /**
     * Reads YAML text. Settings that it omits have their defaults.
     *
     * @param source name of the text, for messages
     * @throws InvalidConfigException as {@link #from}
     */
    public static MaskRcnnConfig fromYaml(String yaml, String source) {
        return ConfigYaml.read(yaml, source);
    }

    /** Returns all settings as YAML text, from which {@link #fromYaml} creates an equal configuration. */
    public String toYaml() {
        return ConfigYamlWriter.write(this);
    }

    public MaskRcnnConfig withModel(ModelConfig value) {
        return new MaskRcnnConfig(value, rpn, roi, detection, image, train);
    }

    public MaskRcnnConfig withRpn(RpnConfig value) {
        return new MaskRcnnConfig(model, value, roi, detection, image, train);
    }

    public MaskRcnnConfig withRoi(RoiConfig value) {
        return new MaskRcnnConfig(model, rpn, value, detection, image, train);
    }

    public MaskRcnnConfig withDetection(DetectionConfig value) {
        return new MaskRcnnConfig(model, rpn, roi, value, image, train);
    }

    public MaskRcnnConfig withImage(ImageConfig value) {
        return new MaskRcnnConfig(model, rpn, roi, detection, value, train);
    }

    public MaskRcnnConfig withTrain(TrainConfig value) {
        return new MaskRcnnConfig(model, rpn, roi, detection, image, value);
    }

    /**
     * Checks whether the components fit together.
     *
     * @return this configuration, for chaining
     * @throws InvalidConfigException if they do not; the message lists every fault
     */
    public MaskRcnnConfig validate() {
        ConfigFaults faults = together()
                .require(
                        train.schedule().unit() == ScheduleConfig.Unit.EPOCHS
                                || train.epochs() > 0
                                || !train.stages().isEmpty()
                                || train.schedule().warmupSteps() < train.steps(),
                        "train.schedule.warmupSteps",
                        "fewer than train.steps, " + train.steps(),
                        train.schedule().warmupSteps());
        for (int i = 0; i < train.stages().size(); i++) {
            StageConfig stage = train.stages().get(i);
            faults.require(
                    stage.steps() > 0 || stage.epochs() > 0,
                    "train.stages[" + i + "].steps",
                    "a length in steps or epochs",
                    0);
            faults.within(
                    "train.stages[" + i + "]",
                    () -> stage.within(this).together().check());
        }
        faults.check();
        return this;
    }

    /** Returns what does not fit together, as checked for every stage of a run. */
    private ConfigFaults together() {
        ConfigFaults faults = new ConfigFaults("");
        checkImages(faults);
        checkCounts(faults);
        checkSizes(faults);
        return faults;
    }

    private void checkImages(ConfigFaults faults) {
        faults.require(
                        !image.fixedSize() || !train.loading().groupByAspect(),
                        "train.loading.groupByAspect",
                        "false, because image.mode " + image.mode() + " gives images of one size",
                        true)
                .require(
                        image.mode() != ImageConfig.Mode.SQUARE
                                || rpn.anchorStride() == 1
                                || image.maxDimension() % 128 == 0,
                        "image.maxDimension",
                        "a multiple of 128 with rpn.anchorStride 2",
                        image.maxDimension())
                .require(
                        rpn.coordinates() == RpnConfig.Coordinates.PIXELS
                                || (rpn.minSide() == 0 && detection.minSide() == 0),
                        "rpn.coordinates",
                        "pixels with rpn.minSide or detection.minSide above 0",
                        rpn.coordinates())
                .require(
                        rpn.coordinates() == RpnConfig.Coordinates.NORMALIZED || !detection.legacy(),
                        "detection.legacy",
                        "false with rpn.coordinates pixels",
                        true);
    }

    private void checkCounts(ConfigFaults faults) {
        faults.require(
                        !roi.useRpnRois() || roi.roisPerImage() <= rpn.proposalsTraining(),
                        "roi.roisPerImage",
                        "at most rpn.proposalsTraining, " + rpn.proposalsTraining(),
                        roi.roisPerImage())
                .require(
                        detection.maxInstances() <= rpn.proposalsInference(),
                        "detection.maxInstances",
                        "at most rpn.proposalsInference, " + rpn.proposalsInference(),
                        detection.maxInstances())
                .require(
                        model.normalization() != ModelConfig.Normalization.CALIBRATED || train.calibrationImages() > 0,
                        "train.calibrationImages",
                        "1 or more with model.normalization CALIBRATED",
                        train.calibrationImages())
                .require(
                        image.pixelFormat().count() == 3 || colourful().isEmpty(),
                        "train.augmentations",
                        "none of " + colourful() + ", which need three channels, with "
                                + image.channels().size() + " image.channels",
                        train.augmentations().stream().map(Augmentation::name).toList());
    }

    private List<String> colourful() {
        return train.augmentations().stream()
                .filter(Augmentation::needsColours)
                .map(Augmentation::name)
                .toList();
    }

    /** Checks sizes that are each allowed, but together may need more memory than any machine has. */
    private void checkSizes(ConfigFaults faults) {
        long pooled = (long) roi.poolSize() * roi.poolSize() * model.pyramidSize();
        long mask = (long) roi.maskSize() * roi.maskSize() * model.pyramidSize();
        long cells = (long) image.maxDimension() * image.maxDimension() / 16;
        checkSize(faults, "rpn.anchorRatios", "the anchors of an image", cells * rpn.anchorsPerCell() * 4);
        checkSize(faults, "roi.poolSize", "the first layer of the box head", pooled * model.fcLayersSize());
        checkSize(faults, "rpn.proposalsInference", "the features of all proposals", pooled * rpn.proposalsInference());
        checkSize(faults, "detection.maxInstances", "the features of all masks", mask * detection.maxInstances());
        checkSize(
                faults,
                "roi.roisPerImage",
                "the features of the masks of a batch",
                mask * roi.maxPositives() * train.batchSize());
    }

    private static void checkSize(ConfigFaults faults, String setting, String what, long values) {
        faults.require(
                values <= MAX_VALUES,
                setting,
                "at most " + MAX_VALUES + " values in " + what + ", with the other sizes given",
                values);
    }
}
