// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.loader.LoaderException;

/** Tests four images in COCO's format, one of which is missing or damaged when training loads it. */
class BadDataTest {

    private static final int PICTURES = 4;

    @TempDir
    private Path dir;

    @BeforeEach
    void writeDataSet() throws IOException {
        for (int i = 0; i < PICTURES; i++) {
            writeJpeg(new Blocks(PICTURES).load(i).image(), file(i));
        }
        String images = IntStream.range(0, PICTURES)
                .mapToObj(i -> "{\"id\":%d,\"file_name\":\"%d.jpg\",\"width\":64,\"height\":64}".formatted(i, i))
                .collect(Collectors.joining(","));
        String objects = IntStream.range(0, PICTURES)
                .mapToObj(i -> ("{\"id\":%d,\"image_id\":%d,\"category_id\":7,\"iscrowd\":0,\"area\":400,"
                                + "\"bbox\":[10,10,20,20],\"segmentation\":[[10,10,30,10,30,30,10,30]]}")
                        .formatted(i + 1, i))
                .collect(Collectors.joining(","));
        Files.writeString(
                dir.resolve("coco.json"),
                "{\"images\":[" + images + "],\"annotations\":[" + objects
                        + "],\"categories\":[{\"id\":7,\"name\":\"block\"}]}");
    }

    @Test
    void aMissingImageStopsTheRunByName() {
        assertStops(i -> Files.delete(file(i)));
    }

    @Test
    void aTruncatedImageStopsTheRunByName() {
        assertStops(this::truncate);
    }

    @Test
    void aMissingImageIsLeftOutAndCounted() throws IOException {
        assertSkips(i -> Files.delete(file(i)));
    }

    @Test
    void aTruncatedImageIsLeftOutAndCounted() throws IOException {
        assertSkips(this::truncate);
    }

    private void assertStops(Damage damage) {
        assertThatThrownBy(() -> train(BadDataPolicy.FAIL, damage))
                .isInstanceOf(LoaderException.class)
                .hasMessageContaining("2.jpg");
    }

    /**
     * Eight good images, of three, are trained on, so that the bad one is drawn at least twice. Sixteen are measured before, in
     * which it is drawn at least five times.
     */
    private void assertSkips(Damage damage) throws IOException {
        TrainingResult result = train(BadDataPolicy.SKIP, damage);
        assertThat(result.steps()).isEqualTo(4);
        assertThat(result.skipped()).isBetween(7L, 9L);
    }

    private TrainingResult train(BadDataPolicy policy, Damage damage) throws IOException {
        AnnotatedDataset data = DataFormat.COCO.open(dir, dir.resolve("coco.json"), policy);
        assertThat(data.size()).isEqualTo(PICTURES);
        damage.to(2);
        try (MaskRcnn model =
                MaskRcnn.create(SmallModels.config(4), List.copyOf(data.labels()), TinyNetwork.BACKBONE)) {
            return Training.of(model, data).badData(policy).run();
        }
    }

    private static void writeJpeg(Image image, Path file) throws IOException {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int rgb = image.sample(y, x, 0) << 16 | image.sample(y, x, 1) << 8 | image.sample(y, x, 2);
                buffered.setRGB(x, y, rgb);
            }
        }
        assertThat(ImageIO.write(buffered, "jpg", file.toFile())).isTrue();
    }

    private void truncate(int i) throws IOException {
        byte[] bytes = Files.readAllBytes(file(i));
        Files.write(file(i), Arrays.copyOf(bytes, bytes.length / 2));
    }

    private Path file(int i) {
        return dir.resolve(i + ".jpg");
    }

    /** Damages one image. */
    private interface Damage {
        void to(int image) throws IOException;
    }
}
