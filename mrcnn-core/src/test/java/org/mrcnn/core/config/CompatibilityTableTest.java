// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md names only settings and tests that exist, and names every setting of Matterport. */
class CompatibilityTableTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SETTING = Pattern.compile("`((?:model|rpn|roi|detection|image|train)(?:\\.\\w+)+)");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private static final String MATTERPORT =
            """
            NAME GPU_COUNT IMAGES_PER_GPU STEPS_PER_EPOCH VALIDATION_STEPS BACKBONE COMPUTE_BACKBONE_SHAPE
            BACKBONE_STRIDES FPN_CLASSIF_FC_LAYERS_SIZE TOP_DOWN_PYRAMID_SIZE NUM_CLASSES RPN_ANCHOR_SCALES
            RPN_ANCHOR_RATIOS RPN_ANCHOR_STRIDE RPN_NMS_THRESHOLD RPN_TRAIN_ANCHORS_PER_IMAGE PRE_NMS_LIMIT
            POST_NMS_ROIS_TRAINING POST_NMS_ROIS_INFERENCE USE_MINI_MASK MINI_MASK_SHAPE IMAGE_RESIZE_MODE
            IMAGE_MIN_DIM IMAGE_MAX_DIM IMAGE_MIN_SCALE IMAGE_CHANNEL_COUNT MEAN_PIXEL TRAIN_ROIS_PER_IMAGE
            ROI_POSITIVE_RATIO POOL_SIZE MASK_POOL_SIZE MASK_SHAPE MAX_GT_INSTANCES RPN_BBOX_STD_DEV BBOX_STD_DEV
            DETECTION_MAX_INSTANCES DETECTION_MIN_CONFIDENCE DETECTION_NMS_THRESHOLD LEARNING_RATE
            LEARNING_MOMENTUM WEIGHT_DECAY LOSS_WEIGHTS USE_RPN_ROIS TRAIN_BN GRADIENT_CLIP_NORM BATCH_SIZE
            IMAGE_SHAPE IMAGE_META_SIZE
            """;

    private static String table() throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve("compatibility.md"));
    }

    @Test
    void everySettingExists() throws IOException {
        JsonNode settings = new YAMLMapper()
                .readTree(ROOT.resolve("config").resolve("matterport-coco.yaml").toFile());
        assertThat(found(SETTING)).isNotEmpty().allSatisfy(name -> assertThat(
                        settings.at("/" + name.replace('.', '/')).isMissingNode())
                .as(name)
                .isFalse());
    }

    @Test
    void everyTestExists() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.find(
                ROOT, 20, (file, attributes) -> file.getFileName().toString().endsWith("Test.java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(tests).containsAll(found(TEST));
    }

    @Test
    void everySettingOfMatterportIsNamed() throws IOException {
        String table = table();
        assertThat(MATTERPORT.split("\\s+"))
                .allSatisfy(name -> assertThat(table).contains("`" + name + "`"));
    }

    @Test
    void everyDifferenceHasItsRow() throws IOException {
        List<String> lines = table().lines().toList();
        assertThat(IntStream.rangeClosed(1, 42))
                .allSatisfy(row ->
                        assertThat(lines).as("row %d", row).anyMatch(line -> line.startsWith("| " + row + " |")));
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(table());
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
