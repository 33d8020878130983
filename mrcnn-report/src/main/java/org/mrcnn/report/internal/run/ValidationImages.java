// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.report.Drawing;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HtmlReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small fixed selection of validation images, drawn with annotated objects, and with detections as the run proceeds. */
public final class ValidationImages {
    private static final Logger LOG = LoggerFactory.getLogger(ValidationImages.class);
    private static final int COUNT = 4;
    private static final int SIDE = 480;
    private static final double MIN_SCORE = 0.5;

    private final List<Sample> samples = new ArrayList<>();
    private final List<String> labels;
    private final Function<Image, Detections> detect;

    /**
     * Selects images spread evenly over the data; images that cannot be read are left out.
     *
     * @param detect detects objects with the current weights
     */
    public ValidationImages(Dataset data, Function<Image, Detections> detect) {
        labels = data.labels();
        this.detect = detect;
        int count = Math.min(COUNT, data.size());
        for (int i = 0; i < count; i++) {
            try {
                samples.add(data.load((int) ((long) i * data.size() / count)));
            } catch (ImageException | BadDataException e) {
                LOG.debug("Not shown", e);
            }
        }
    }

    /** Returns images with the annotated objects. */
    List<HtmlReport.Figure> annotated() {
        return samples.stream()
                .map(sample -> figure(sample, Drawing.draw(sample, labels)))
                .toList();
    }

    /** Returns images with current detections. */
    List<HtmlReport.Figure> found() {
        return samples.stream()
                .map(sample -> figure(
                        sample,
                        Drawing.draw(
                                sample.image(), detect.apply(sample.image()).atLeast(MIN_SCORE))))
                .toList();
    }

    private static HtmlReport.Figure figure(Sample sample, Image drawn) {
        return new HtmlReport.Figure(sample.imageName(), Canvas.shrink(drawn, SIDE));
    }
}
