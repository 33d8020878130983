// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.cli.Main;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultFormat;
import org.mrcnn.results.ResultWriter;
import picocli.CommandLine;

/** A model has the same metrics whichever engine runs its network. */
class EvaluateEngineTest {
    private static final int IMAGES = 3;

    @TempDir
    Path folder;

    @Test
    void metricsDoNotDependOnTheEngine() throws IOException {
        writeModelAndTruth();

        JsonNode whole = metrics("own.json");
        compare(metrics("onnxruntime.json", "--engine", "onnxruntime"), whole);
        JsonNode views = metrics("own-views.json", "--tta", "flips,scales");
        compare(metrics("onnxruntime-views.json", "--engine", "onnxruntime", "--tta", "flips,scales"), views);
        assertThat(views).isNotEqualTo(whole);
    }

    private static void compare(JsonNode other, JsonNode own) {
        assertThat(own.get("bbox/AP").asDouble()).isBetween(0.1, 0.99);
        assertThat(own.fieldNames()).toIterable().allSatisfy(name -> assertThat(
                        other.get(name).asDouble())
                .as(name)
                .isCloseTo(own.get(name).asDouble(), Offset.offset(1e-6)));
    }

    /** The truth is every second object that the model finds. In some views of the images it finds none. */
    private void writeModelAndTruth() throws IOException {
        List<Image> images = SpreadModels.nearlySquare(IMAGES, 128);
        Files.createDirectory(folder.resolve("images"));
        MaskRcnnConfig any = TinyModels.config("legacy");
        MaskRcnnConfig config = any.withDetection(any.detection().withMinConfidence(0.6f));
        try (MaskRcnn model = MaskRcnn.create(config, TinyModels.LABELS);
                ResultWriter truth = ResultWriter.to(folder, model.labels(), Set.of(ResultFormat.COCO))) {
            SpreadModels.spread(model, images.get(0));
            model.save(folder.resolve("model.mrcnn"));
            for (int i = 0; i < IMAGES; i++) {
                Path file = folder.resolve("images").resolve(i + ".png");
                Images.write(images.get(i), file);
                Detections found = model.detect(file);
                List<Detection> half = new ArrayList<>();
                for (int k = 0; k < found.size(); k += 2) {
                    half.add(found.list().get(k));
                }
                truth.write(
                        new ImageResult(i + 1, i + ".png", file, new Detections(found.height(), found.width(), half)));
            }
            truth.finish();
        }
    }

    private JsonNode metrics(String name, String... more) throws IOException {
        Path file = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--model", folder.resolve("model.mrcnn") + ""));
        arguments.addAll(List.of("--annotations", folder.resolve("coco.json") + ""));
        arguments.addAll(List.of("--images", folder.resolve("images") + "", "--out", file + ""));
        arguments.addAll(List.of(more));
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(Main.class)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(said))
                .setOut(new PrintWriter(said));
        assertThat(line.execute(arguments.toArray(String[]::new)))
                .as(said.toString())
                .isZero();
        return new ObjectMapper().readTree(file.toFile());
    }
}
