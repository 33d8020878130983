// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.analysis.DetectionError;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.Legend;

/** The surroundings of errors, with detections and ground truth. */
final class ErrorImages {
    private static final int THUMBNAIL = 220;
    private static final Color DETECTED = new Color(0xFF3D71);
    private static final Color TRUE = new Color(0x00C2FF);

    /** Lines also differ in style, for readers who cannot distinguish the colours. */
    static final List<Legend> LEGEND = List.of(
            new Legend("detection", DETECTED, Legend.Line.SOLID),
            new Legend("annotated object", TRUE, Legend.Line.DASHED));

    private final Optional<Function<CocoGroundTruth.Image, Image>> reader;
    private final Map<Long, CocoGroundTruth.Image> images = new HashMap<>();
    private final IouType type;
    /** Images that could not be read, with the reason, so that each is reported once. */
    private final Map<Long, String> faults = new HashMap<>();

    ErrorImages(EvaluationReport.Request request, IouType type) {
        reader = request.images();
        request.truth().images().forEach(image -> images.put(image.id(), image));
        this.type = type;
    }

    boolean shown() {
        return reader.isPresent();
    }

    /** Returns the display name of an image. */
    String name(long imageId) {
        String file = images.get(imageId).fileName();
        return file.isEmpty() ? "image " + imageId : file;
    }

    /** Returns the image of an error; empty if it cannot be read. */
    Optional<Image> of(DetectionError error) {
        if (faults.containsKey(error.imageId())) {
            return Optional.empty();
        }
        try {
            return Optional.of(draw(read(error.imageId()), error));
        } catch (RuntimeException e) {
            faults.put(error.imageId(), "Image " + error.imageId() + " cannot be shown" + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Image read(long imageId) {
        CocoGroundTruth.Image wanted = images.get(imageId);
        Image image = reader.orElseThrow().apply(wanted);
        if (wanted.height() > 0 && (image.height() != wanted.height() || image.width() != wanted.width())) {
            throw new IllegalArgumentException(wanted.fileName() + " has " + image.height() + "x" + image.width()
                    + " pixels, the annotations say " + wanted.height() + "x" + wanted.width());
        }
        return image;
    }

    private Image draw(Image image, DetectionError error) {
        List<float[]> boxes = Stream.of(trueBox(error), foundBox(error))
                .flatMap(Optional::stream)
                .toList();
        Crop crop = Crop.around(union(boxes), 1.6, image);
        Canvas canvas = Canvas.of(crop.of(image), THUMBNAIL);
        if (type == IouType.SEGM) {
            error.detection().map(CocoDetection::mask).ifPresent(mask -> canvas.outline(crop.of(mask), DETECTED));
            error.truth()
                    .map(CocoGroundTruth.Annotation::mask)
                    .ifPresent(mask -> canvas.dashedOutline(crop.of(mask), TRUE));
        } else {
            foundBox(error).ifPresent(box -> canvas.box(crop.of(box), DETECTED, 2));
            trueBox(error).ifPresent(box -> canvas.dashedBox(crop.of(box), TRUE, 2));
        }
        return canvas.image();
    }

    private static float[] union(List<float[]> boxes) {
        float[] union = boxes.get(0).clone();
        for (float[] box : boxes) {
            union[0] = Math.min(union[0], box[0]);
            union[1] = Math.min(union[1], box[1]);
            union[2] = Math.max(union[2], box[2]);
            union[3] = Math.max(union[3], box[3]);
        }
        return union;
    }

    /** Returns the box of the object: y1, x1, y2, x2 in pixels. */
    static Optional<float[]> trueBox(DetectionError error) {
        return error.truth().map(t -> corners(t.box(), t.mask()));
    }

    /** Returns the box of the detection: y1, x1, y2, x2 in pixels. */
    static Optional<float[]> foundBox(DetectionError error) {
        return error.detection().map(d -> corners(d.box(), d.mask()));
    }

    private static float[] corners(CocoDetection.Box box, Rle mask) {
        if (box == null) {
            return mask.bounds();
        }
        return new float[] {
            (float) box.y(), (float) box.x(), (float) (box.y() + box.height()), (float) (box.x() + box.width())
        };
    }

    /** Returns the reasons why images could not be shown. */
    List<String> faults() {
        return new ArrayList<>(faults.values());
    }
}
