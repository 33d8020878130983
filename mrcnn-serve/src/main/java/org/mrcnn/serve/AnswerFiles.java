// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.report.Drawing;
import org.mrcnn.report.internal.DataUri;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultFormat;
import org.mrcnn.results.ResultWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses that are files: drawings, and the formats of {@code mrcnn-results}, which are written to a temporary folder. */
final class AnswerFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerFiles.class);
    private static final byte[] NONE = {};

    private AnswerFiles() {}

    /** Returns the image with the objects drawn on it, as PNG. */
    static byte[] drawing(Image image, Detections found) {
        return DataUri.pngBytes(Drawing.draw(image, found));
    }

    /**
     * Returns the file of a format; empty if the format writes no file for an image without objects.
     *
     * @throws Refusal if temporary files cannot be written
     */
    static byte[] of(ResultFormat format, ServedModel model, Upload image, Detections found) {
        try {
            return written(format, model, image, found);
        } catch (IOException e) {
            LOG.error("no temporary file for {}", format, e);
            throw new Refusal(
                    503, "the service cannot write temporary files, see its log; format=json and format=png need none");
        }
    }

    private static byte[] written(ResultFormat format, ServedModel model, Upload image, Detections found)
            throws IOException {
        Path folder = Files.createTempDirectory("mrcnn-serve-");
        try {
            Path out = folder.resolve("out");
            try (ResultWriter results = ResultWriter.to(out, model.model().labels(), Set.of(format))) {
                results.pixelFormat(model.model().config().image().pixelFormat());
                results.write(new ImageResult(1, image.name(), source(format, folder, image), found));
                results.finish();
            }
            return only(out);
        } finally {
            delete(folder);
        }
    }

    /** Returns the image as a file, for formats that measure intensities or need the pixel size. */
    private static Path source(ResultFormat format, Path folder, Upload image) throws IOException {
        return format == ResultFormat.CSV || format == ResultFormat.GEOJSON
                ? Files.write(folder.resolve("image"), image.bytes())
                : null;
    }

    private static byte[] only(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> written = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("data.yaml")) // only for training in YOLO
                    .toList();
            return written.isEmpty() ? NONE : Files.readAllBytes(written.get(0));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
