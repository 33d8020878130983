// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

class DataReadingTest {

    private static final Path ANY = Path.of("any");

    @TempDir
    private Path folder;

    private static DataReading reading(DataFormat format, boolean masks, ReadOptions options) {
        return new DataReading(format, masks, options);
    }

    @Test
    void annotationsAreInOnePlace() {
        assertThat(DataReading.place("a.json", null, IllegalArgumentException::new))
                .isEqualTo("a.json");
        assertThat(DataReading.place(null, "masks", IllegalArgumentException::new))
                .isEqualTo("masks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataReading.place("a.json", "masks", IllegalArgumentException::new))
                .withMessageContaining("cannot be combined");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataReading.place(null, null, IllegalArgumentException::new))
                .withMessageContaining("--annotations");
    }

    @Test
    void masksAreOfOneFormat() {
        ReadOptions pattern = ReadOptions.DEFAULTS.withMaskPattern("{name}_mask.png");
        assertThat(reading(null, true, ReadOptions.DEFAULTS).formatOf(ANY)).isEqualTo(DataFormat.MASKS);
        assertThat(reading(null, false, pattern).formatOf(ANY)).isEqualTo(DataFormat.MASKS);
        assertThat(reading(DataFormat.VIA, false, ReadOptions.DEFAULTS).formatOf(ANY))
                .isEqualTo(DataFormat.VIA);
        reading(DataFormat.MASKS, false, pattern).check(IllegalArgumentException::new);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reading(DataFormat.COCO, false, pattern).check(IllegalArgumentException::new))
                .withMessage("--mask-pattern needs --format masks, found coco");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataReading.checkValidation("images", null, IllegalArgumentException::new))
                .withMessageContaining("--validation-annotations");
    }

    @Test
    void eachPurposeHasItsSplit() throws IOException {
        for (String split : List.of("train", "val", "test")) {
            Path image = Files.createDirectories(folder.resolve("images").resolve(split))
                    .resolve(split + ".png");
            Images.write(Image.black(8, 8, 3), image);
            Path label = Files.createDirectories(folder.resolve("labels").resolve(split))
                    .resolve(split + ".txt");
            Files.writeString(label, "0 0.1 0.1 0.9 0.1 0.9 0.9\n");
        }
        Path yaml = Files.writeString(
                folder.resolve("data.yaml"),
                "{train: images/train, val: images/val, test: images/test, names: [cell, debris]}");
        DataReading reading = reading(null, false, ReadOptions.DEFAULTS.withClasses(List.of("cell ", " debris")));
        assertThat(reading.open(yaml, BadDataPolicy.FAIL).labels()).containsExactly("BG", "cell", "debris");
        assertThat(reading.open(yaml, BadDataPolicy.FAIL).imageName(0)).contains("train.png");
        assertThat(reading.openToEvaluate(yaml, BadDataPolicy.FAIL).imageName(0))
                .contains("val.png");
        assertThat(reading.openValidation(null, yaml, List.of("BG", "cell", "debris"), BadDataPolicy.FAIL)
                        .imageName(0))
                .contains("val.png");
        DataReading test = reading(null, false, ReadOptions.DEFAULTS.withSplit("test"));
        assertThat(test.openToEvaluate(yaml, BadDataPolicy.FAIL).imageName(0)).contains("test.png");
    }
}
