// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.BlockName;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.interop.internal.CocoLabels;
import org.nd4j.linalg.api.ndarray.INDArray;

class ConvertCommandTest extends CommandCase {
    @Test
    void thereAndBackGivesEqualWeights() throws Exception {
        String first = folder.resolve("first.mrcnn").toString();
        String h5 = folder.resolve("weights.h5").toString();
        String second = folder.resolve("second.mrcnn").toString();
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                "model: {backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n");
        MaskRcnnConfig small = MaskRcnnConfig.from(config);
        try (MaskRcnn model = MaskRcnn.create(small, List.of("BG", "cell", "ball"))) {
            model.save(Path.of(first));
        }
        assertThat(mrcnn("convert", first, h5)).as(err.toString()).isZero();
        assertThat(mrcnn("convert", h5, second, "--config", config.toString(), "--labels", "cell"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("\n  shape of mrcnn_mask/bias: expected [2], found [3]\n")
                .endsWith("(differences above); the file has 2 classes, the model 1: give --labels with 2 names, or"
                        + " --exclude heads; see docs/troubleshooting.md#weights-do-not-fit\n");
        assertThat(Path.of(second)).doesNotExist();
        assertThat(mrcnn("convert", h5, second, "--config", config.toString(), "--labels", "cell,ball"))
                .as(err.toString())
                .isZero();
        try (MaskRcnn a = MaskRcnn.load(Path.of(first));
                MaskRcnn b = MaskRcnn.load(Path.of(second))) {
            assertThat(b.labels()).isEqualTo(a.labels());
            for (String name : a.weights().keySet()) {
                INDArray expected = a.weights().get(name);
                assertThat(b.weights().get(name).data().asFloat())
                        .as(name)
                        .isEqualTo(expected.data().asFloat());
            }
        }
    }

    @Test
    void theBackboneOfTheFileIsRecognized() throws Exception {
        String model = folder.resolve("m.mrcnn").toString();
        String h5 = folder.resolve("w.h5").toString();
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                "model: {backbone: resnet34, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n");
        try (MaskRcnn made = MaskRcnn.create(MaskRcnnConfig.from(config), List.of("BG", "cell"))) {
            made.save(Path.of(model));
        }
        assertThat(mrcnn("convert", model, h5)).as(err.toString()).isZero();
        String[] line = {
            "convert", h5, model, "--config", config.toString(), "--labels", "cell", "--backbone", "resnet18"
        };
        assertThat(mrcnn(line)).isEqualTo(1);
        assertThat(err.toString())
                .contains("\n  unexpected res4f_branch2b/kernel")
                .endsWith("the file looks like resnet34, the model is resnet18: give --backbone resnet34; see"
                        + " docs/troubleshooting.md#weights-do-not-fit\n");
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, resnet18",
        "6, false, resnet34",
        "6, true, resnet50",
        "23, true, resnet101",
        "36, true, resnet152",
        "7, true, "
    })
    void backbonesAreKnownByTheirFourthStage(int blocks, boolean bottleneck, String name) {
        Map<String, long[]> shapes = new HashMap<>();
        for (int i = 0; i < blocks; i++) {
            shapes.put("res4" + BlockName.of(i) + "_branch2a/kernel", new long[4]);
        }
        if (bottleneck) {
            shapes.put("res4a_branch2c/kernel", new long[4]);
        }
        assertThat(WeightLoading.backbone(shapes)).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void modelsOfTorchvisionAreConvertedThereAndBack() throws Exception {
        String first = folder.resolve("first.mrcnn").toString();
        String state = folder.resolve("state.safetensors").toString();
        String second = folder.resolve("second.mrcnn").toString();
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                "model: {dialect: torchvision, backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n");
        try (MaskRcnn model = MaskRcnn.create(MaskRcnnConfig.from(config), List.of("BG", "cell", "ball"))) {
            model.save(Path.of(first));
        }
        assertThat(mrcnn("convert", first, folder.resolve("keras.h5").toString()))
                .isZero();
        assertThat(err.toString()).contains("note: the layers of " + first + " are not those of Matterport's code");
        assertThat(mrcnn("convert", first, state)).as(err.toString()).isZero();
        assertThat(mrcnn("convert", state, second)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--labels: " + state + " does not tell the names of its 2 classes; give them");
        Path own = Files.writeString(folder.resolve("own.yaml"), "image: {meanPixel: [1, 2, 3]}\n");
        String[] line = {"convert", state, second, "--labels", "cell,ball", "--set", "model.normEpsilon=0"};
        String[] more = {"--config", own.toString()};
        assertThat(mrcnn(Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "model in " + second + ": dialect torchvision, resnet18, classes: 2, image.minDimension 800,");
        try (MaskRcnn a = MaskRcnn.load(Path.of(first));
                MaskRcnn b = MaskRcnn.load(Path.of(second))) {
            assertThat(b.config().model()).isEqualTo(a.config().model().withNormEpsilon(0));
            assertThat(b.config().image().meanPixel()).containsExactly(1f, 2f, 3f);
            assertThat(b.config().rpn()).isEqualTo(a.config().rpn());
            for (String name : a.weights().keySet()) {
                assertThat(b.weights().get(name).data().asFloat())
                        .as(name)
                        .isEqualTo(a.weights().get(name).data().asFloat());
            }
        }
    }

    private Path weightsOfTorchvision(List<String> labels) throws Exception {
        Path weights = folder.resolve("source.safetensors");
        MaskRcnnConfig small = MaskRcnnConfig.fromYaml(
                "model: {dialect: torchvision, backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}\n",
                "test");
        try (MaskRcnn made = MaskRcnn.create(small, labels)) {
            WeightFiles.exportTorchvision(made, weights);
        }
        return weights;
    }

    /** torchvision also counts COCO's ids without images as classes; other software does not. */
    @ParameterizedTest
    @CsvSource({"81, 12", "91, 13"})
    void cocosLabelsFollowTheNumberOfClasses(int classes, int stopSign) throws Exception {
        Path weights = weightsOfTorchvision(CocoLabels.of(classes));
        Path model = folder.resolve("model.mrcnn");
        assertThat(mrcnn("convert", weights.toString(), model.toString(), "--labels", "coco"))
                .as(err.toString())
                .isZero();
        List<String> labels = ModelFile.load(model).labels();
        assertThat(labels).hasSize(classes).startsWith("BG", "person").endsWith("toothbrush");
        assertThat(labels.get(stopSign)).isEqualTo("stop sign");
    }

    @Test
    void labelsOfAnotherNumberAreRefused() throws Exception {
        Path weights = weightsOfTorchvision(List.of("BG", "cell", "ball"));
        String model = folder.resolve("model.mrcnn").toString();
        assertThat(mrcnn("convert", weights.toString(), model, "--labels", "coco"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the file has 2 classes, the model 80: give --labels with 2 names");
        assertThat(mrcnn("convert", weights.toString(), model, "--labels", "cell", "--exclude", "bogus"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("bogus matches no layer");
        assertThat(mrcnn("convert", weights.toString(), model, "--labels", " , "))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--labels: expected a name for each class but the background, found none");
        assertThat(folder.resolve("model.mrcnn")).doesNotExist();
    }

    @Test
    void theContentDecidesNotTheName() throws Exception {
        Path weights = weightsOfTorchvision(List.of("BG", "cell"));
        Path named = Files.move(weights, folder.resolve("Gewichte für Zellen.mrcnn"));
        Path model = folder.resolve("model");
        Path written = folder.resolve("neuer Ordner/model.mrcnn");
        assertThat(mrcnn("convert", named.toString(), written.toString(), "--labels", "cell"))
                .as(err.toString())
                .isZero();
        Files.move(written, model);
        assertThat(mrcnn("convert", model.toString(), weights.toString()))
                .as(err.toString())
                .isZero();
        assertThat(Files.mismatch(named, weights)).isEqualTo(-1);
    }

    @Test
    void theSourceIsNotReplaced() throws Exception {
        Path weights = weightsOfTorchvision(List.of("BG", "cell"));
        byte[] before = Files.readAllBytes(weights);
        Path link = Files.createSymbolicLink(folder.resolve("link.mrcnn"), weights);
        assertThat(mrcnn("convert", weights.toString(), link.toString(), "--labels", "cell"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("TO: " + link + " is the file of FROM");
        assertThat(weights).hasBinaryContent(before);
    }

    @Test
    void wrongFilesAreNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("text.h5"), "no weights");
        assertThat(mrcnn("convert", text.toString(), folder.resolve("x.mrcnn").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("text.h5: expected an HDF5 file");
        assertThat(mrcnn("export", text.toString(), folder.resolve("x.onnx").toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("text.h5: expected a model file")
                .contains("weights of other software become a model file by convert");
        assertThat(mrcnn("convert", text.toString(), folder.resolve("x.h5").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("expected weights of other software and TO.mrcnn, or FROM.mrcnn and TO.h5");
    }

    @Test
    void labelsAreCocosOrGiven() throws Exception {
        assertThat(Labels.of("coco")).hasSize(81).startsWith("BG", "person").endsWith("toothbrush");
        assertThat(Labels.of("cell, ball")).containsExactly("BG", "cell", "ball");
        Path file = Files.writeString(folder.resolve("labels.txt"), "\uFEFFBG\r\ncell\r\n\r\n");
        assertThat(Labels.of(file.toString())).containsExactly("BG", "cell");
        assertThat(Labels.of("__background__,cell,N/A,N/A")).containsExactly("BG", "cell", "N/A", "N/A");
        assertThatThrownBy(() -> Labels.of("cell,ball,cell")).hasMessageContaining("found cell twice");
        assertThatThrownBy(() -> Labels.of(folder.resolve("gone").toString()))
                .hasMessageContaining("--labels: there is no file ");
        assertThatThrownBy(() -> Labels.of("names.txt")).hasMessageContaining("there is no file names.txt");
    }
}
