// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;

/**
 * Detects objects in the image of a request. The workers decode images and write responses, so that few images are in memory at
 * a time.
 */
final class DetectRoute {
    private final Models models;
    private final Bodies bodies;
    private final WorkQueue queue;
    private final long maxPixels;

    DetectRoute(Models models, Bodies bodies, WorkQueue queue, long maxPixels) {
        this.models = models;
        this.bodies = bodies;
        this.queue = queue;
        this.maxPixels = maxPixels;
    }

    void handle(Context request) throws Exception {
        try (Bodies.Body body = bodies.read(request.req())) {
            ServedModel model = models.of(request);
            AnswerFormat format = AnswerFormat.of(request.queryParam(AnswerFormat.PARAMETER), request.header("Accept"));
            Query query = Query.of(request, model);
            List<Upload> uploads = Upload.of(request, body.bytes());
            if (uploads.size() > 1) {
                several(request, model, uploads, query, format);
                return;
            }
            byte[] answer = queue.run(() -> answer(model, uploads.get(0), query, format));
            if (answer.length == 0) {
                request.status(204);
            } else {
                request.contentType(format.mediaType()).result(answer);
            }
        }
    }

    /** Sends a line of JSON per image, including images that cannot be used. */
    private void several(Context request, ServedModel model, List<Upload> uploads, Query query, AnswerFormat format)
            throws Exception {
        if (format != AnswerFormat.JSON) {
            throw Refusal.wrong("format: expected json for a form with several files, found " + format);
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Deadline deadline = queue.begin();
        for (Upload upload : uploads) {
            try {
                lines.write(queue.run(() -> answer(model, upload, query, format), deadline));
            } catch (Refusal e) {
                lines.write(DetectionJson.refused(upload, e));
            }
            lines.write('\n');
        }
        request.contentType("application/x-ndjson").result(lines.toByteArray());
    }

    private byte[] answer(ServedModel model, Upload upload, Query query, AnswerFormat format) throws IOException {
        Image image = image(model, upload.bytes());
        Detections found = query.select(found(model, image, query.options()));
        return switch (format) {
            case JSON -> DetectionJson.write(model, upload, found, query.masks());
            case PNG -> AnswerFiles.drawing(image, found);
            default -> AnswerFiles.of(format.files(), model, upload, found);
        };
    }

    private Image image(ServedModel model, byte[] file) {
        try {
            return Images.read(file, model.model().config().image().pixelFormat(), maxPixels);
        } catch (ImageException e) {
            throw Refusal.of(e);
        }
    }

    private static Detections found(ServedModel model, Image image, DetectOptions options) {
        try {
            return model.detection().apply(image, options);
        } catch (IllegalArgumentException e) { // a shape that the model does not support, a region outside of the image
            throw Refusal.wrong(e.getMessage());
        }
    }

    /** Returns the objects in an image file that is not the body of a request. */
    Detections detect(ServedModel model, byte[] file, DetectOptions options, Deadline deadline) throws Exception {
        Callable<Detections> work = () -> found(model, image(model, file), options);
        return queue.run(work, deadline);
    }
}
