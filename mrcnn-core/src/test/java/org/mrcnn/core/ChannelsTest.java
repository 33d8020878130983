// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.InvalidConfigException;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.PartialDetectionException;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.weights.ModelFileWeights;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.train.StepReport;

/** Tests networks with one and with five channels, on 12-bit samples in 16-bit files with five pages. */
class ChannelsTest {

    private static final int IMAGES = 4;
    private static final int STEPS = 60;
    private static final int PAGES = 5;
    private static final int WHITE = 4095;

    @TempDir
    private Path folder;

    private Dataset data;

    @BeforeEach
    void writeDataSet() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            writePages(new Blocks(IMAGES).load(i).image(), file(i));
        }
        data = open(BadDataPolicy.FAIL);
    }

    private Path file(int index) {
        return folder.resolve(index + ".tif");
    }

    private Dataset open(BadDataPolicy policy) throws IOException {
        Path coco = folder.resolve("coco.json");
        String images = IntStream.range(0, IMAGES)
                .mapToObj(i -> "{\"id\":%d,\"file_name\":\"%d.tif\"}".formatted(i, i))
                .collect(Collectors.joining(","));
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Sample blocks = new Blocks(IMAGES).load(i);
            for (int k = 0; k < blocks.count(); k++) {
                objects.add(annotation(objects.size() + 1, i, blocks.classIds()[k], blocks.boxes(), 4 * k));
            }
        }
        Files.writeString(
                coco,
                "{\"images\":[" + images + "],\"annotations\":" + objects
                        + ",\"categories\":[{\"id\":1,\"name\":\"red\"},{\"id\":2,\"name\":\"green\"}]}");
        return DataFormat.COCO.open(folder, coco, policy);
    }

    /** Returns the annotation of a block, whose mask is its whole box. */
    private static String annotation(int id, int image, int category, float[] boxes, int at) {
        float y1 = boxes[at];
        float x1 = boxes[at + 1];
        float y2 = boxes[at + 2];
        float x2 = boxes[at + 3];
        return ("{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":0,\"area\":%s,\"bbox\":[%s,%s,%s,%s],"
                        + "\"segmentation\":[[%s,%s,%s,%s,%s,%s,%s,%s]]}")
                .formatted(
                        id,
                        image,
                        category,
                        (y2 - y1) * (x2 - x1),
                        x1,
                        y1,
                        x2 - x1,
                        y2 - y1,
                        x1,
                        y1,
                        x2,
                        y1,
                        x2,
                        y2,
                        x1,
                        y2);
    }

    /** Writes channel p modulo 3 to page p, with 12 bits. */
    private static void writePages(Image image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int page = 0; page < PAGES; page++) {
                BufferedImage grey = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_USHORT_GRAY);
                for (int y = 0; y < image.height(); y++) {
                    for (int x = 0; x < image.width(); x++) {
                        grey.getRaster().setSample(x, y, 0, image.sample(y, x, page % 3) * WHITE / 255);
                    }
                }
                writer.writeToSequence(new IIOImage(grey, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    private static MaskRcnnConfig config(List<Integer> channels, List<Double> window, int steps) {
        MaskRcnnConfig config = SmallModels.config(steps);
        config = config.withModel(config.model().withWidths(32, 64, 32));
        PixelFormat format = new PixelFormat(channels, window, List.of());
        List<Float> mean = Collections.nCopies(format.count(), 110f);
        return config.withImage(config.image().withPixelFormat(format, mean));
    }

    private static List<Integer> first(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static final List<Double> WINDOW = List.of(0.0, (double) WHITE);

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aNetworkLearnsDetectsAndComesBack(int channels) throws IOException {
        Path saved = folder.resolve("model.mrcnn");
        Detections found;
        try (MaskRcnn model =
                MaskRcnn.create(config(first(channels), WINDOW, STEPS), data.labels(), SmallModels.LEARNER)) {
            assertThat(model.weights().get("conv1/kernel").size(2)).isEqualTo(channels);
            List<StepReport> steps = Training.of(model, data).run().history().steps();
            assertThat(mean(steps.subList(STEPS - 5, STEPS))).isLessThan(0.5 * mean(steps.subList(0, 5)));
            found = model.detect(file(0));
            assertThat(found.size()).isPositive();
            model.save(saved);
        }
        try (MaskRcnn loaded = MaskRcnn.load(saved, SmallModels.LEARNER)) {
            assertThat(loaded.config().image().channels()).isEqualTo(first(channels));
            assertThat(loaded.config().image().window()).isEqualTo(WINDOW);
            assertThat(loaded.detect(file(0))).isEqualTo(found);
            Image pixels = Images.read(file(0), loaded.config().image().pixelFormat());
            assertThat(loaded.detect(pixels)).isEqualTo(found);
        }
    }

    private static double mean(List<StepReport> steps) {
        return steps.stream()
                .mapToDouble(step -> step.losses().total())
                .average()
                .orElseThrow();
    }

    @Test
    void filesThatTheNetworkCannotTakeAreNamedBeforeTheFirstStep() throws IOException {
        assertThatThrownBy(() -> train(config(List.of(), List.of(), 2), BadDataPolicy.FAIL))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("0.tif", "5 pages of 1 channel", "image.channels");
        assertThatThrownBy(() -> train(config(List.of(5), WINDOW, 2), BadDataPolicy.FAIL))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("0.tif", "expected a channel 5", "numbered from 0");
        MaskRcnnConfig none = config(first(1), WINDOW, 2);
        writePages(Image.black(64, 70, 3), file(2));
        assertThatThrownBy(
                        () -> train(none.withImage(none.image().withMode(ImageConfig.Mode.NONE)), BadDataPolicy.FAIL))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("2.tif", "UNFIT_FOR_RESIZE", "divisible by 64");
    }

    @Test
    void skippingTrainsOnTheOthers() throws IOException {
        Images.write(Image.black(64, 64, 3), folder.resolve("rgb.png"));
        Files.move(folder.resolve("rgb.png"), file(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        writePages(Image.black(1, 2000, 3), file(3));
        assertThat(train(config(List.of(4), WINDOW, 3), BadDataPolicy.SKIP).steps())
                .isEqualTo(3);
    }

    private TrainingResult train(MaskRcnnConfig config, BadDataPolicy policy) throws IOException {
        Dataset opened = open(policy);
        try (MaskRcnn model = MaskRcnn.create(config, opened.labels(), TinyNetwork.BACKBONE)) {
            return Training.of(model, opened).badData(policy).run();
        }
    }

    @Test
    void imagesOfOtherChannelsAreRefusedAndTheOthersDetected() {
        try (MaskRcnn model = MaskRcnn.create(config(first(5), WINDOW, 2), data.labels(), TinyNetwork.BACKBONE)) {
            Image good = Image.black(64, 64, 5);
            Detections alone = model.detect(good);
            assertThatThrownBy(() -> model.detect(List.of(good, Image.black(64, 64, 3), Image.black(1, 999, 5), good)))
                    .isInstanceOfSatisfying(PartialDetectionException.class, e -> {
                        assertThat(e.failures()).containsOnlyKeys(1, 2);
                        assertThat(e.results().get(1)).isEmpty();
                        assertThat(e.results().get(0)).contains(alone);
                        assertThat(e.results().get(3)).contains(alone);
                    })
                    .hasMessageContainingAll("2 of 4 images", "expected an image of 5 channels, found one of 3");
        }
    }

    @Test
    void weightsOfOtherChannelsAreRefusedByName() throws IOException {
        Path rgb = folder.resolve("rgb.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(config(List.of(), List.of(), 2), data.labels(), TinyNetwork.BACKBONE)) {
            model.save(rgb);
        }
        try (MaskRcnn model = MaskRcnn.create(config(first(5), WINDOW, 2), data.labels(), TinyNetwork.BACKBONE);
                WeightSource source = ModelFileWeights.open(rgb)) {
            assertThatThrownBy(() -> model.importWeights(source, WeightExclusion.NONE))
                    .hasMessageContainingAll("conv1/kernel", "exclude \"conv1\"");
            assertThat(model.importWeights(source, WeightExclusion.of("conv1")).fresh())
                    .contains("conv1/kernel");
        }
    }

    @Test
    void coloursNeedThreeChannels() {
        MaskRcnnConfig one = config(first(1), WINDOW, 2);
        MaskRcnnConfig hue = SmallModels.with(
                one, train -> train.withAugmentations(List.of(org.mrcnn.data.transform.Augmentation.hue(10, 1))));
        assertThatThrownBy(hue::validate)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll("train.augmentations", "[hue]", "three channels");
    }

    @Test
    void settingsAreCheckedByName() {
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("image: {channels: [0]}", "c.yaml"))
                .hasMessageContaining("image.meanPixel: expected 1 numbers from 0 to 255, one per channel");
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("image: {channels: [0, -1, 2]}", "c.yaml"))
                .hasMessageContaining("image.channels: expected at most 64 indices of 0 or more, found [0, -1, 2]");
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("image: {window: [9, 9]}", "c.yaml"))
                .hasMessageContaining("image.window: expected two rising numbers");
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("image: {window: [0, 9], percentiles: [1, 99]}", "c.yaml"))
                .hasMessageContaining("image.percentiles: expected none beside image.window");
        String yaml = "image: {channels: [3, 0], meanPixel: [10, 20], percentiles: [0.5, 99.5]}";
        MaskRcnnConfig read = MaskRcnnConfig.fromYaml(yaml, "c.yaml");
        assertThat(MaskRcnnConfig.fromYaml(read.toYaml(), "again")).isEqualTo(read);
        assertThat(read.image().pixelFormat()).isEqualTo(new PixelFormat(List.of(3, 0), List.of(), List.of(0.5, 99.5)));
    }
}
