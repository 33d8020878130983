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
 * One HTML page about a data set as a configuration would train on it, to read before training: statistics, faults and
 * suspicious annotations with images, duplicates, what resize, augmentation and anchors make of the images, and which settings
 * fit. The page needs no other file and no network.
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
     * A report on a data set; on a random sample of 2,000 images if there are more.
     *
     * @param data the usable part of a data set
     * @param config as for training
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

    /** With another heading than "Data set". */
    public DataReport withTitle(String text) {
        return new DataReport(Objects.requireNonNull(text, "text"), request);
    }

    /** With the faults that were found, and the notes that were made, when the data set was opened. */
    public DataReport withFaults(AnnotatedDataset.Report faults) {
        Objects.requireNonNull(faults, "faults");
        return with(
                new DataInspection.Request(request.data(), request.config(), Optional.of(faults), request.sampling()));
    }

    /**
     * With another limit on the images to inspect.
     *
     * @param most images, 1 or more; a random sample is taken if there are more
     * @param seed of that sample and of everything else random on the page
     * @throws IllegalArgumentException if there are none to inspect
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
     * @return the whole document; the same again for the same data, configuration and seed
     * @throws IllegalArgumentException if a setting of the configuration cannot be
     */
    public String html() {
        return DataInspection.of(request).page(title).html();
    }

    /**
     * Inspects the images and writes the page; an existing file is replaced.
     *
     * @return why images could not be read or resized, by name; they are on the page too
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
