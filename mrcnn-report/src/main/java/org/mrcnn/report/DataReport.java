// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Dataset;

/**
 * An HTML page about a data set and its use with a configuration, to read before training: statistics, problems and suspicious
 * annotations with images, duplicates, the effects of resizing, augmentations and anchors, and suggested settings. The page is
 * self-contained: it needs no other file and no network access.
 */
public final class DataReport {
    private static final int MOST_IMAGES = 2000;

    private final String title;
    private final DataInspection.Request request;

    private DataReport(String title, DataInspection.Request request) {
        this.title = title;
        this.request = request;
    }

    /**
     * Creates a report on a data set; if there are more than 2,000 images, on a random sample of 2,000.
     *
     * @param data the data set, without images and annotations that cannot be used
     * @param config the configuration for training
     */
    public static DataReport of(Dataset data, MaskRcnnConfig config) {
        return new DataReport(
                "Data set",
                new DataInspection.Request(
                        data.withPixels(config.image().pixelFormat()),
                        config,
                        Optional.empty(),
                        new DataInspection.Sampling(MOST_IMAGES, 0)));
    }

    /** Returns a copy with another title than "Data set". */
    public DataReport withTitle(String text) {
        return new DataReport(Objects.requireNonNull(text, "text"), request);
    }

    /** Returns a copy that also shows the problems and notes found when the data set was opened. */
    public DataReport withFaults(AnnotatedDataset.Report faults) {
        Objects.requireNonNull(faults, "faults");
        return with(
                new DataInspection.Request(request.data(), request.config(), Optional.of(faults), request.sampling()));
    }

    /**
     * Returns a copy with another limit on the number of images.
     *
     * @param most maximum number of images, 1 or more; a random sample is taken if there are more
     * @param seed random seed of the sample and of all other random choices for the page
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public DataReport withSample(int most, long seed) {
        return with(new DataInspection.Request(
                request.data(), request.config(), request.faults(), new DataInspection.Sampling(most, seed)));
    }

    private DataReport with(DataInspection.Request changed) {
        return new DataReport(title, changed);
    }

    /**
     * Inspects the images.
     *
     * @return the complete document, which is the same for the same data, configuration and seed
     * @throws IllegalArgumentException if the configuration is invalid
     */
    public String html() {
        return DataInspection.of(request).page(title).html();
    }

    /**
     * Inspects the images and writes the page. An existing file is replaced.
     *
     * @return the reasons why images could not be read or resized, by image name; the page also shows them
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException as {@link #html}
     */
    public Map<String, String> write(Path file) throws IOException {
        DataInspection inspection = DataInspection.of(request);
        inspection.page(title).write(file);
        Map<String, String> unusable = new LinkedHashMap<>();
        inspection.scan().images().forEach(image -> image.fault()
                .ifPresent(fault -> unusable.put(image.name(), fault)));
        return unusable;
    }
}
