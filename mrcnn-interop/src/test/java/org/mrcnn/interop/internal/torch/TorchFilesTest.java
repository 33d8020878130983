// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.weights.WeightFileException;

/** Files written by PyTorch 2.5.1 and NumPy 2 with make_torch.py, which is in the same folder. */
class TorchFilesTest {

    @TempDir
    private Path folder;

    private static Path resource(String name) {
        return Path.of("src/test/resources/torch", name);
    }

    private static Map<String, float[]> values(Path file, TorchForm form) throws IOException {
        return TensorFiles.readAll(file, form);
    }

    private static float[] numbers(int count, float scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i - 2.5f) * scale;
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "zip.pth, ZIP",
        "big_endian.pth, ZIP",
        "stream.pth, STREAM",
        "tar.pth, TAR",
        "nested.pth, ZIP",
        "nested_stream.pth, STREAM",
        "protocol0.pkl, PICKLE",
        "protocol2.pkl, PICKLE",
        "protocol4.pkl, PICKLE",
        "protocol5.pkl, PICKLE"
    })
    void everyFormHoldsTheSameTensors(String name, TorchForm form) throws IOException {
        Map<String, float[]> values = values(resource(name), form);
        assertThat(values.get("a.weight")).containsExactly(numbers(6, 1));
        // Stored column by column: the elements of a row here are not contiguous in the file.
        assertThat(values.get("a.turned"))
                .containsExactly(-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f);
        assertThat(values.get("a.step")).containsExactly(numbers(6, 1));
        assertThat(values.get("a.shared")).containsExactly(numbers(6, 1));
        assertThat(values.get("b.shared")).containsExactly(numbers(6, 2));
        assertThat(values.get("a.half")).containsExactly(numbers(5, 1));
        assertThat(values.get("a.double")).containsExactly(numbers(5, 1));
        assertThat(values.get("a.scalar")).containsExactly(-2.5f);
        assertThat(values.get("a.count")).containsExactly(7);
        if (name.startsWith("nested")) {
            assertThat(values.get("a.bfloat")).containsExactly(numbers(5, 1));
        }
        assertThat(values).hasSize(name.startsWith("nested") ? 10 : 9);
    }

    @Test
    void parametersWholeModelsAndStringsOfPython2() throws IOException {
        assertThat(values(resource("parameter.pth"), TorchForm.ZIP).get("a.weight"))
                .containsExactly(numbers(6, 1));
        assertThat(values(resource("python2.pkl"), TorchForm.PICKLE).get("a.weight"))
                .containsExactly(numbers(2, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole_model.pth", "script.pth"})
    void wholeModels(String name) throws IOException {
        Map<String, float[]> model = values(resource(name), TorchForm.ZIP);
        assertThat(model.get("0.weight")).containsExactly(numbers(6, 1));
        assertThat(model)
                .containsOnlyKeys(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked");
    }

    @Test
    void weightsMayLieDeepAndBesideOtherTensors() throws IOException {
        Map<String, float[]> deep = values(resource("deep.pth"), TorchForm.ZIP);
        assertThat(deep).hasSize(11).containsKey("backbone.body.conv1.weight");
        assertThat(deep.get("a.weight")).containsExactly(numbers(6, 1));
    }

    @Test
    void wrappersAreNoPartOfNamesAndTypesThatNoWeightHasDoNoHarm() throws IOException {
        Map<String, float[]> values = values(resource("types.pth"), TorchForm.ZIP);
        assertThat(values).containsOnlyKeys("a.weight", "b.weight", "on", "u", "s");
        assertThat(values.get("b.weight")).containsExactly(numbers(6, 2));
        assertThat(values.get("on")).containsExactly(1, 0);
        assertThat(values.get("u")).containsExactly(7, 255);
        assertThat(values.get("s")).containsExactly(-7, 300);
        try (Contents contents = TorchWeights.contents(resource("types.pth"), TorchForm.ZIP)) {
            assertThat(StateDict.of(contents).others())
                    .containsOnlyKeys("n")
                    .containsEntry("n", "a tensor of ComplexFloatStorage");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tensors2.pkl, PICKLE, 3",
        "tensors4.pkl, PICKLE, 3",
        "ordered0.pkl, PICKLE, 1",
        "stream4.pth, STREAM, 1",
        "device.pth, ZIP, 1"
    })
    void tensorsSavedInOtherWays(String name, TorchForm form, int count) throws IOException {
        Map<String, float[]> values = values(resource(name), form);
        assertThat(values).hasSize(count);
        assertThat(values.get("a.weight")).containsExactly(numbers(6, 1));
        if (count == 3) {
            assertThat(values.get("a.half")).containsExactly(numbers(5, 1));
            assertThat(values.get("a.turned")).startsWith(-2.5f, -1.5f, -0.5f, 0.5f);
        }
    }

    @Test
    void aWholeModelTellsItsSettings() throws IOException {
        try (Contents contents = TorchWeights.contents(resource("attributes.pth"), TorchForm.ZIP)) {
            assertThat(ModelAttributes.settings(contents.value()))
                    .containsEntry("image.minDimension", "128")
                    .containsEntry("image.maxDimension", "200")
                    .containsEntry("image.meanPixel", "[51.0, 102.0, 153.0]")
                    .containsEntry("image.stdPixel", "[255.0, 127.5, 63.75]")
                    .containsEntry("rpn.anchorScales", "[8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 128.0, 192.0]")
                    .containsEntry("rpn.anchorRatios", "[2.0, 1.0, 0.25]")
                    .containsEntry("rpn.preNmsLimitTraining", "500")
                    .containsEntry("rpn.preNmsLimit", "400")
                    .containsEntry("rpn.proposalsTraining", "300")
                    .containsEntry("rpn.proposalsInference", "200")
                    .containsEntry("rpn.nmsThreshold", "0.75")
                    .containsEntry("rpn.minSide", "0.001")
                    .containsEntry("detection.maxInstances", "7")
                    .containsEntry("detection.minConfidence", "0.125")
                    .containsEntry("detection.nmsThreshold", "0.25")
                    .containsEntry("model.normEpsilon", "0.5")
                    .hasSize(16);
        }
    }

    @Test
    void aLevelWithMoreAnchorSizesIsRefused() throws IOException {
        try (Contents contents = TorchWeights.contents(resource("irregular_anchors.pth"), TorchForm.ZIP)) {
            assertThatThrownBy(() -> ModelAttributes.settings(contents.value()))
                    .hasMessageContaining("as many sizes for each of 5 levels")
                    .hasMessageContaining("found sizes [8.0, 16.0, 32.0, 64.0, 96.0, 112.0");
        }
    }

    @Test
    void oneNameWithAndWithoutAWrapperIsRefused() {
        assertThatThrownBy(() -> values(resource("wrapped_twice.pth"), TorchForm.ZIP))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("wrapped_twice.pth: expected one tensor a.weight, found two");
    }

    @Test
    void theNetworkIsTakenNotWhatStandsBesideIt() throws IOException {
        try (Contents contents = TorchWeights.contents(resource("network_ema.pth"), TorchForm.ZIP)) {
            StateDict state = StateDict.of(contents);
            assertThat(state.keys()).containsExactly("ema");
            assertThat(state.tensors()).hasSize(2);
        }
        try (Contents contents = TorchWeights.contents(resource("network_two.pth"), TorchForm.ZIP)) {
            StateDict state = StateDict.of(contents);
            assertThat(state.keys()).containsExactly("model", "model_ema");
            assertThat(state.tensors()).containsKey("extra");
        }
        assertThatThrownBy(() -> values(resource("network_many.pth"), TorchForm.ZIP))
                .hasMessageContaining("expected a dictionary of tensors, found 2, [a, b] under the keys [a, b]");
    }

    @Test
    void dataThatProtocol2WritesAsText() throws IOException {
        Path file = folder.resolve("long.pkl");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(resource("long.pkl.gz")))) {
            Files.copy(in, file);
        }
        Map<String, float[]> values = values(file, TorchForm.PICKLE);
        assertThat(values.get("long")).hasSize(13_500);
        for (int i = 0; i < 13_500; i++) {
            assertThat(values.get("long")[i]).isEqualTo(i % 7 - 2.5f);
        }
        assertThat(values.get("a.columns")).containsExactly(numbers(12, 1));
        assertThat(values.get("a.big")).containsExactly(numbers(4, 1));
    }

    @ParameterizedTest
    @CsvSource({"evil.pth, ZIP", "evil_beside.pth, ZIP", "evil.pkl, PICKLE"})
    void codeIsRefusedByNameAndNotRun(String name, TorchForm form) {
        assertThatThrownBy(() -> values(resource(name), form))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("it calls posix.system");
        assertThat(Path.of("/tmp/mrcnn-harmed")).doesNotExist();
    }

    @Test
    void anUnknownClassIsNoTensor() throws IOException {
        assertThatThrownBy(() -> values(resource("evil_tensor.pth"), TorchForm.ZIP))
                .hasMessageContaining("it calls __builtin__.eval");
        try (Contents contents = TorchWeights.contents(resource("unknown_tensor.pth"), TorchForm.ZIP)) {
            assertThat(StateDict.of(contents).others()).containsEntry("b.weight", "a call of collections.Counter");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "huge.pkl, PICKLE, 'tensor a.weight: expected a size within 31 bits'",
        "huge.pth, ZIP, 'tensor a.weight: expected no more elements than the 1 that are stored'",
        "deflated.pth, ZIP, 'found zip/byteorder compressed'",
        "zip.pth, STREAM, 'expected an operation of a pickle'",
        "stream.pth, TAR, 'no size in the header of the tar at byte 0'",
        "stream.pth, ZIP, 'damaged, or no zip'",
        "zip.pth, SAFETENSORS, 'claims'",
        "python2.pkl, STREAM, 'python2.pkl'"
    })
    void whatIsDamagedIsNamed(String name, TorchForm form, String message) {
        assertThatThrownBy(() -> values(resource(name), form))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @Test
    void aCutOffFileIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(resource("zip.pth"));
        int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        for (int length : new int[] {200, end, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> values(cut, TorchForm.ZIP))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("cut.pth");
        }
    }
}
