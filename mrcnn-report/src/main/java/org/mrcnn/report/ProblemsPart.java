// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.awt.Color;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.inspect.DatasetScan;
import org.mrcnn.data.internal.inspect.Duplicates;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.data.internal.inspect.ImageHashes;
import org.mrcnn.data.internal.inspect.ObjectFacts;
import org.mrcnn.data.internal.inspect.Suspicion;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;

/** The part about faulty annotations that cannot be used, suspicious ones among the others, and duplicate images. */
final class ProblemsPart {
    private static final int MOST_ROWS = 200; // per kind, to keep the page small
    private static final int MOST_IMAGES = 12; // per kind
    private static final int THUMBNAIL = 220;
    private static final int MOST_PAIRS = 6;
    private static final Color MARK = new Color(0xFF3D71);

    private ProblemsPart() {}

    static void add(HtmlReport report, DataInspection of) {
        report.heading("Problems");
        if (of.faultCount() == 0 && of.noteCount() == 0 && of.suspicions().isEmpty()) {
            report.paragraph("None found.");
        }
        of.request().faults().ifPresent(found -> {
            if (found.total() > 0) {
                report.subheading("Faults: these images and annotations cannot be used, or only in part");
                findings(report, of.request().data(), found, false);
            }
            if (found.notes() > 0) {
                report.subheading("Notes: what was assumed where the data leave it open");
                findings(report, of.request().data(), found, true);
            }
        });
        suspicions(report, of);
        duplicates(report, of);
    }

    private static void findings(HtmlReport report, Dataset data, AnnotatedDataset.Report of, boolean notes) {
        new TreeMap<>(of.counts()).forEach((problem, count) -> {
            if (problem.isNote() != notes) {
                return;
            }
            List<DataFinding> found =
                    of.examples().stream().filter(f -> f.problem() == problem).toList();
            report.warning(count + " x " + problem + ": " + problem.remedy() + "." + omitted(count, found.size()));
            report.table(
                    List.of("image id", "annotation id", "expected", "found", "file"),
                    found.stream()
                            .limit(MOST_ROWS)
                            .map(f -> List.of(
                                    f.imageId() == null ? "-" : f.imageId(),
                                    f.annotationId() == null ? "-" : f.annotationId(),
                                    f.expected(),
                                    f.found(),
                                    f.file()))
                            .toList(),
                    inUse(data, found));
        });
    }

    private static String omitted(int count, int available) {
        int shown = Math.min(available, MOST_ROWS);
        return count > shown ? " The first " + shown + ":" : "";
    }

    private static void suspicions(HtmlReport report, DataInspection of) {
        Map<Suspicion.Kind, List<Suspicion>> byKind = new EnumMap<>(Suspicion.Kind.class);
        of.suspicions().forEach(s -> byKind.computeIfAbsent(s.kind(), k -> new ArrayList<>())
                .add(s));
        if (!byKind.isEmpty()) {
            report.subheading("Suspicious: used in training as they are");
        }
        byKind.forEach((kind, found) -> {
            report.warning(found.size() + " x " + kind.label() + ": " + kind.remedy() + "."
                    + omitted(found.size(), found.size()));
            report.table(
                    List.of("image", "annotation id", "class", "found"),
                    found.stream()
                            .limit(MOST_ROWS)
                            .map(s -> List.of(
                                    s.image().name(),
                                    annotation(s),
                                    s.object() < 0
                                            ? "-"
                                            : of.labels().get(object(s).classId()),
                                    s.text()))
                            .toList(),
                    found.stream()
                            .filter(s -> s.kind() != Suspicion.Kind.UNREADABLE)
                            .limit(MOST_IMAGES)
                            .map(s -> thumbnail(of, s))
                            .toList());
        });
    }

    private static ObjectFacts object(Suspicion s) {
        return s.image().objects().get(s.object());
    }

    private static String annotation(Suspicion s) {
        return s.object() < 0 ? "-" : object(s).annotationId().orElse("object " + s.object());
    }

    /** Returns the whole image, or the surroundings of the object with its mask. */
    private static Image thumbnail(DataInspection of, Suspicion s) {
        Sample sample = of.request().data().load(s.image().index());
        if (s.object() < 0) {
            return Canvas.of(sample.image(), THUMBNAIL).image();
        }
        return surroundings(sample, s.object());
    }

    private static Image surroundings(Sample sample, int object) {
        Crop crop = Crop.around(ObjectBox.of(sample.boxes(), object), 2, sample.image());
        return Canvas.of(crop.of(sample.image()), THUMBNAIL)
                .mask(crop.of(sample.masks().get(object)), MARK)
                .image();
    }

    /** Returns images of the faulty annotations that are used nevertheless, with their masks. */
    private static List<Image> inUse(Dataset data, List<DataFinding> found) {
        if (found.get(0).problem() != DataProblem.PARTLY_OUTSIDE) {
            return List.of();
        }
        Map<String, Integer> images = new HashMap<>();
        for (int i = 0; i < data.size(); i++) {
            images.put(data.annotations(i).id(), i);
        }
        return found.stream()
                .limit(MOST_IMAGES)
                .takeWhile(f -> images.containsKey(f.imageId()))
                .map(f -> clipped(data, images.get(f.imageId()), f.annotationId()))
                .toList();
    }

    private static Image clipped(Dataset data, int index, String annotationId) {
        List<AnnotatedObject> objects = data.annotations(index).objects();
        Sample sample = data.load(index);
        for (int k = 0; k < Math.min(objects.size(), sample.count()); k++) {
            if (Objects.equals(objects.get(k).id(), annotationId)) {
                return surroundings(sample, k);
            }
        }
        return Canvas.of(sample.image(), THUMBNAIL).image();
    }

    private static void duplicates(HtmlReport report, DataInspection of) {
        DatasetScan scan = of.scan();
        List<ImageFacts> images = scan.readable();
        List<ImageHashes> hashes =
                images.stream().map(i -> i.hashes().orElseThrow()).toList();
        List<List<Integer>> exact = Duplicates.exact(hashes);
        List<Duplicates.Pair> near = Duplicates.near(hashes);
        report.heading("Duplicates")
                .paragraph(exact.size() + " groups of images with the same pixels, " + near.size()
                        + " pairs that look alike: their difference hashes (dHash, 64 bits) differ in "
                        + Duplicates.NEAR_BITS + " bits or fewer. A copy in training and validation data makes the"
                        + " validation worthless.");
        if (!exact.isEmpty()) {
            report.table(
                    List.of("copies", "images"),
                    exact.stream()
                            .limit(MOST_ROWS)
                            .map(group -> List.of(
                                    String.valueOf(group.size()),
                                    String.join(
                                            ", ",
                                            group.stream()
                                                    .limit(10)
                                                    .map(i -> images.get(i).name())
                                                    .toList())))
                            .toList());
        }
        List<Figure> figures = new ArrayList<>();
        near.stream().limit(MOST_PAIRS).forEach(pair -> {
            for (int i : new int[] {pair.first(), pair.second()}) {
                String caption = format("%s (%d bits)", images.get(i).name(), pair.bits());
                figures.add(new Figure(caption, thumbnail(of, images.get(i))));
            }
        });
        report.gallery(6, figures);
    }

    private static Image thumbnail(DataInspection of, ImageFacts image) {
        return Canvas.of(of.request().data().load(image.index()).image(), THUMBNAIL)
                .image();
    }
}
