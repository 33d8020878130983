// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.Shuffle;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;

/** The part with images and their annotations: a random choice, and the image with most objects. */
final class ImagesPart {
    private static final int DRAWN = 8;
    private static final int SIDE = 640;

    private ImagesPart() {}

    static void add(HtmlReport report, DataInspection of) {
        report.heading("Images with annotations");
        List<Figure> figures = new ArrayList<>();
        of.usable().stream()
                .max(Comparator.comparingLong(ImageFacts::instances))
                .ifPresent(fullest -> figures.add(figure(of, fullest, "the fullest: ")));
        chosen(of, DRAWN).forEach(image -> figures.add(figure(of, image, "")));
        report.gallery(3, figures);
    }

    /** Returns usable images, chosen at random with the seed of the request. */
    static List<ImageFacts> chosen(DataInspection of, int most) {
        List<ImageFacts> usable = of.usable();
        int[] order = Shuffle.permutation(
                usable.size(), new SplittableRandom(of.request().seed()));
        List<ImageFacts> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(most, order.length); i++) {
            chosen.add(usable.get(order[i]));
        }
        return chosen;
    }

    private static Figure figure(DataInspection of, ImageFacts image, String prefix) {
        Sample sample = of.request().data().load(image.index());
        String caption = prefix + image.name() + ", " + Plural.of(image.instances(), "object");
        return new Figure(caption, Canvas.shrink(Drawing.draw(sample, of.labels()), SIDE));
    }
}
