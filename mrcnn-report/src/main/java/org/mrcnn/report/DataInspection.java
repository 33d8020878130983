// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.inspect.AnchorRecall;
import org.mrcnn.data.internal.inspect.AnchorScales;
import org.mrcnn.data.internal.inspect.DatasetScan;
import org.mrcnn.data.internal.inspect.Duplicates;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.data.internal.inspect.ImageHashes;
import org.mrcnn.data.internal.inspect.ObjectFacts;
import org.mrcnn.data.internal.inspect.Suspicion;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.report.internal.HtmlReport;

/**
 * The data that {@link DataReport} shows.
 *
 * @param request the request
 * @param scan the inspected images
 * @param suspicions suspicious annotations, in order
 * @param anchors how the configured anchors match the objects
 * @param suggested how anchors of suitable scales would match; empty without objects
 */
record DataInspection(
        Request request,
        DatasetScan scan,
        List<Suspicion> suspicions,
        AnchorRecall anchors,
        Optional<AnchorRecall> suggested) {

    /**
     * The data set to inspect.
     *
     * @param data the usable part of a data set
     * @param config the configuration for training
     * @param faults annotations that were left out, and assumptions; empty if unknown
     * @param sampling the images to inspect
     */
    record Request(Dataset data, MaskRcnnConfig config, Optional<AnnotatedDataset.Report> faults, Sampling sampling) {
        long seed() {
            return sampling.seed();
        }
    }

    /**
     * The images to inspect.
     *
     * @param most maximum number of images; a random sample is taken if there are more
     * @param seed seed of all random choices
     */
    record Sampling(int most, long seed) {
        Sampling {
            if (most < 1) {
                throw new IllegalArgumentException("sample: expected 1 image or more, found " + most);
            }
        }
    }

    /** Inspects the images. */
    static DataInspection of(Request request) {
        MaskRcnnConfig config = request.config().validate();
        Resize resize = DataSettings.resize(config.image());
        DatasetScan scan =
                DatasetScan.of(request.data(), resize, request.sampling().most(), request.seed());
        AnchorSettings current = DataSettings.anchors(config.rpn());
        AnchorRecall anchors = AnchorRecall.of(scan, current);
        Optional<AnchorRecall> suggested = Optional.empty();
        if (anchors.sides().length > 0) {
            suggested = best(scan, anchors);
        }
        return new DataInspection(request, scan, scan.suspicions(), anchors, suggested);
    }

    /** Returns, among several ways to choose scales, the one with the highest mean IoU, measured with the real anchors. */
    private static Optional<AnchorRecall> best(DatasetScan scan, AnchorRecall anchors) {
        AnchorSettings current = anchors.anchors();
        int levels = current.strides().length;
        return Stream.of(
                        AnchorScales.suggest(anchors.sides(), levels),
                        AnchorScales.doubling(anchors.sides(), 0.25, levels),
                        AnchorScales.doubling(anchors.sides(), 0.5, levels))
                .map(scales -> new AnchorSettings(scales, current.ratios(), current.strides(), current.anchorStride()))
                .map(config -> AnchorRecall.of(scan, config))
                .max(Comparator.comparingDouble(AnchorRecall::meanIou));
    }

    /** Returns the page. */
    HtmlReport page(String title) {
        HtmlReport report = new HtmlReport(title).withContents();
        overview(report);
        StatisticsPart.add(report, this);
        ProblemsPart.add(report, this);
        ImagesPart.add(report, this);
        NetworkInputPart.add(report, this);
        AnchorsPart.add(report, this);
        return report.heading("Configuration").preformatted(config().toYaml());
    }

    MaskRcnnConfig config() {
        return request.config();
    }

    List<String> labels() {
        return scan.labels();
    }

    /** Returns the images with objects that are valid input for the network. */
    List<ImageFacts> usable() {
        return scan.images().stream()
                .filter(image -> image.geometry().isPresent() && image.instances() > 0)
                .toList();
    }

    int faultCount() {
        return request.faults().map(AnnotatedDataset.Report::total).orElse(0);
    }

    int noteCount() {
        return request.faults().map(AnnotatedDataset.Report::notes).orElse(0);
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "-" : format("%.1f %%", 100 * share);
    }

    private void overview(HtmlReport report) {
        List<ImageHashes> hashes =
                scan.readable().stream().map(i -> i.hashes().orElseThrow()).toList();
        long objects = scan.instances().count();
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("images", String.valueOf(scan.total()));
        numbers.put("objects" + (scan.images().size() < scan.total() ? " in those inspected" : ""), "" + objects);
        numbers.put("classes", String.valueOf(labels().size() - 1));
        numbers.put(
                "objects per image",
                format("%.1f", (double) objects / Math.max(1, scan.readable().size())));
        numbers.put("faults, left out", String.valueOf(faultCount()));
        numbers.put("notes on what was assumed", String.valueOf(noteCount()));
        numbers.put("suspicious", String.valueOf(suspicions.size()));
        numbers.put(
                "exact copies",
                String.valueOf(Duplicates.exact(hashes).stream()
                        .mapToInt(g -> g.size() - 1)
                        .sum()));
        numbers.put("reached by anchors, IoU 0.5", percent(anchors.recall(0.5)));
        report.paragraph(
                scan.images().size() < scan.total()
                        ? format(
                                "A random sample of %d of %d images was inspected.",
                                scan.images().size(), scan.total())
                        : "Every image was inspected.");
        report.numbers(numbers).heading("What to set");
        advice().forEach(report::warning);
        report.table(List.of("setting", "now", "fits these data"), settings());
        if (!scan.readable().isEmpty()) {
            report.paragraph(
                    "For a configuration file, to train from random weights (loaded weights need the values that they"
                            + " were trained with):");
            report.preformatted(yaml());
        }
    }

    /** Returns the settings that have a single fitting value, to copy. */
    private String yaml() {
        return "image:\n  meanPixel: " + meanPixel() + "\n"
                + better().map(scales -> "rpn:\n  anchorScales: " + scales + "\n")
                        .orElse("");
    }

    private String meanPixel() {
        return Arrays.stream(scan.meanPixel())
                .mapToObj(v -> format("%.1f", v))
                .toList()
                .toString();
    }

    /** Returns the suggested scales of anchors if they are better than those of the configuration. */
    private Optional<String> better() {
        return suggested.filter(s -> s.meanIou() > anchors.meanIou()).map(DataInspection::scales);
    }

    private List<String> advice() {
        List<String> advice = new ArrayList<>();
        long most =
                scan.images().stream().mapToLong(ImageFacts::instances).max().orElse(0);
        tooMany(advice, "roi.maxInstances", config().roi().maxInstances(), most, "each step takes a random subset");
        tooMany(advice, "detection.maxInstances", config().detection().maxInstances(), most, "the rest is never found");
        double unreached = 1 - anchors.recall(0.5);
        if (unreached > 0.02) {
            advice.add(percent(unreached) + " of the objects meet no anchor with IoU 0.5; see Anchors.");
        }
        long tiny = suspicions.stream()
                .filter(s -> s.kind() == Suspicion.Kind.TINY || s.kind() == Suspicion.Kind.VANISHED)
                .count();
        if (tiny > 0) {
            advice.add(tiny + " objects are tiny or gone after the resize; see Problems.");
        }
        if (faultCount() > 0) {
            advice.add(faultCount() + " faults would end a training run that does not skip bad data; see Problems.");
        }
        return advice;
    }

    private void tooMany(List<String> advice, String setting, int limit, long most, String effect) {
        long images = scan.images().stream().filter(i -> i.instances() > limit).count();
        if (images > 0) {
            advice.add(format(
                    "%d images have more objects than %s allows (%d; up to %d are there): %s.",
                    images, setting, limit, most, effect));
        }
    }

    private List<List<String>> settings() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "image.meanPixel", config().image().meanPixel().toString(), meanPixel() + " (mean over all pixels)"));
        rows.add(List.of("rpn.anchorScales", scales(anchors), suggestion()));
        long most =
                scan.images().stream().mapToLong(ImageFacts::instances).max().orElse(0);
        String enough = most + " or more (the fullest image)";
        rows.add(List.of("roi.maxInstances", "" + config().roi().maxInstances(), enough));
        rows.add(List.of("detection.maxInstances", "" + config().detection().maxInstances(), enough));
        double[] sizes =
                scan.instances().mapToDouble(ObjectFacts::resizedSize).sorted().toArray();
        if (sizes.length > 0) {
            rows.add(List.of(
                    "image.minDimension, image.maxDimension",
                    config().image().minDimension() + ", " + config().image().maxDimension(),
                    format(
                            "objects come out at %.0f pixels (median of the square root of area)",
                            sizes[sizes.length / 2])));
        }
        return rows;
    }

    static String scales(AnchorRecall recall) {
        List<String> scales = new ArrayList<>();
        for (float scale : recall.anchors().scales()) {
            scales.add(format("%.0f", scale));
        }
        return scales.toString();
    }

    private String suggestion() {
        String now = suggested.isPresent() ? "those of now" : "no objects to tell from";
        return better().map(scales -> scales + "; see Anchors").orElse(now);
    }
}
