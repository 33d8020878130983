// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations may come from untrusted sources, also in model files. */
class HostileConfigTest {

    @TempDir
    private Path folder;

    private static InvalidConfigException fault(String yaml) {
        return catchThrowableOfType(InvalidConfigException.class, () -> MaskRcnnConfig.fromYaml(yaml, "x"));
    }

    /** Every setting rejects a number that is too large for any setting, with name and line: each has an upper limit. */
    @Test
    void everyNumberHasAnUpperBound() throws IOException {
        List<String> settings = numbers();
        assertThat(settings).hasSizeGreaterThan(40).contains("roi.maskPoolSize", "image.scale", "train.minutes");
        for (String setting : settings) {
            for (String value : values(setting)) {
                assertThat(fault(setting, value))
                        .as(setting + ": " + value)
                        .isNotNull()
                        .hasMessageContaining("x:" + setting.split("\\.", -1).length + ": " + setting);
            }
        }
    }

    /** The table in the guide has the limits that the messages of the records have. */
    @Test
    void theBoundsAreDocumented() throws IOException {
        Map<String, List<String>> byBound = new LinkedHashMap<>();
        for (String setting : numbers()) {
            Matcher message = Pattern.compile(Pattern.quote(setting) + ": expected (.*), found")
                    .matcher(fault(setting, values(setting)[0]).getMessage());
            assertThat(message.find()).as(setting).isTrue();
            byBound.computeIfAbsent(message.group(1), unused -> new ArrayList<>())
                    .add("`" + setting + "`");
        }
        StringBuilder table = new StringBuilder("| allowed | settings |\n|---|---|\n");
        byBound.forEach((bound, settings) -> table.append("| " + bound + " | " + String.join(", ", settings) + " |\n"));
        assertThat(Path.of("../docs/configuration.md")).content().contains(table);
    }

    /** Returns the settings that are numbers or lists of numbers. */
    private static List<String> numbers() throws IOException {
        List<String> settings = new ArrayList<>();
        collect(new YAMLMapper().readTree(MaskRcnnConfig.defaults().toYaml()), "", settings);
        settings.remove("train.seed");
        return settings;
    }

    private static InvalidConfigException fault(String setting, String value) {
        String[] path = setting.split("\\.", -1);
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < path.length; i++) {
            yaml.append("  ".repeat(i)).append(path[i]).append(i < path.length - 1 ? ":\n" : ": ");
        }
        return fault(yaml + value + "\n");
    }

    private static String[] values(String setting) {
        return switch (setting) {
            case "rpn.strides" -> new String[] {"[4]"};
            case "rpn.anchorScales" -> new String[] {"[1e9, 1, 1, 1, 1]", "[-1, 1, 1, 1, 1]"};
            case "rpn.anchorRatios" -> new String[] {"[1e9]", "[0]"};
            case "rpn.boxStdDev", "roi.boxStdDev" -> new String[] {"[1e9, 1, 1, 1]", "[1, 1, 1, 0]"};
            case "image.meanPixel" -> new String[] {"[1e9, 1, 1]"};
            default -> new String[] {"2147483647", "1e30"};
        };
    }

    private static void collect(JsonNode at, String prefix, List<String> into) {
        at.properties().forEach(entry -> {
            String path = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                collect(value, path + ".", into);
            } else if (value.isNumber() || (value.isArray() && value.path(0).isNumber())) {
                into.add(path);
            }
        });
    }

    @Test
    void sizesThatAreAllowedEachMayBeTooLargeTogether() {
        assertThat(fault("model:\n  pyramidSize: 16384\n  fcLayersSize: 16384\n"))
                .hasMessageContaining(
                        "x: roi.poolSize: expected at most 1073741824 values in the first layer of the box")
                .hasMessageContaining("roi.roisPerImage: expected at most");
        assertThat(fault("rpn:\n  proposalsInference: 20000\nmodel:\n  pyramidSize: 4096\n"))
                .hasMessageContaining("x:2: rpn.proposalsInference: expected at most 1073741824 values");
        assertThat(fault("detection:\n  maxInstances: 10000\nrpn:\n  proposalsInference: 10000\n"))
                .hasMessageContaining("x:2: detection.maxInstances: expected at most 1073741824 values");
    }

    @Test
    void padding64NeedsASide() {
        assertThat(fault("image:\n  mode: pad64\n  minDimension: 0\n"))
                .hasMessage("x:3: image.minDimension: expected 64 or more in modes pad64 and crop, found 0");
    }

    @Test
    void otherEncodingsAreNamedWithTheirLine() throws IOException {
        Path file = folder.resolve("latin1.yaml");
        Files.write(file, "model:\n  # gr\u00f6\u00dfer\n  pyramidSize: 64\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> MaskRcnnConfig.from(file))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(
                        file + ":2: expected UTF-8, found the byte 0xf6 of another encoding; save the file as UTF-8");
        Files.write(file, "model:\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> MaskRcnnConfig.from(file)).hasMessageStartingWith(file + ":1: expected UTF-8");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xc3}); // cut off within a character
        assertThatThrownBy(() -> MaskRcnnConfig.from(file)).hasMessageContaining("the byte 0xc3");
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        Path file = Files.writeString(folder.resolve("bom.yaml"), "\ufeffmodel:\n  pyramidSize: 64\n");
        assertThat(MaskRcnnConfig.from(file).model().pyramidSize()).isEqualTo(64);
    }

    @Test
    void longFilesAreRefused() throws IOException {
        Path file = Files.write(
                folder.resolve("long.yaml"), "# comment\n".repeat(200_000).getBytes(Charset.forName("UTF-8")));
        assertThatThrownBy(() -> MaskRcnnConfig.from(file))
                .hasMessage(file + ": expected a configuration of at most 1048576 bytes, found more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "~",
                "--- null\n",
                "model: null",
                "train:\n  optimizer: null",
                "rpn: {anchorScales: null}",
                "rpn: {anchorScales: [null, 1, 1, 1, 1]}",
                "train: {augmentations: null}",
                "train: {augmentations: [null]}",
                "train: {augmentations: [affine: null]}",
                "train: {lossWeights: {a: null}}",
                "train: {legacyLosses: [null]}",
                "image: {meanPixel: [null, 1, 1]}",
                "model: {backbone: null}",
                "null: 1",
                "model:\n  pyramidSize: 64\n---\nmodel:\n  pyramidSize: 32\n",
                "model:\n  pyramidSize: 64\n---\nrpn:\n  legacy: true\n",
                "[[[[[[[[[[",
                "? {a: 1}\n: 2",
                "model: !!java.net.URL [\"http://localhost\"]",
                "\u0000",
                "model: {pyramidSize: 64, pyramidSize: 32}"
            })
    void nothingAndNestingAreFaultsWithAName(String yaml) {
        assertThat(fault(yaml)).as(yaml).isNotNull().hasMessageStartingWith("x");
    }

    @Test
    void aliasesDoNotMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(fault(bomb.toString())).hasMessageContaining("x:2: no sound YAML: the alias *a0 is not supported");
        assertThat(fault(bomb.toString()).getMessage()).hasSizeLessThan(10_000);
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(fault("[".repeat(100_000))).isNotNull();
        assertThat(fault("{a: ".repeat(100_000))).isNotNull();
    }

    @Test
    void longValuesAreCutOffInMessages() {
        String value = "x".repeat(500_000);
        for (String yaml : new String[] {
            "model: " + value,
            "model:\n  precision: " + value,
            "model:\n  backbone: " + value,
            "train:\n  augmentations: [" + value + "]",
            "model:\n  a" + value.substring(0, 1000) + ": 1",
            "rpn: {anchorScales: [" + "1, ".repeat(100_000) + "1]}"
        }) {
            assertThat(fault(yaml).getMessage()).hasSizeLessThan(1000).contains("characters)");
        }
    }
}
