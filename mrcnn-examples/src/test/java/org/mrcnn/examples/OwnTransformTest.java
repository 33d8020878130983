package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.rendered.ShapesDataset;

class OwnTransformTest {

    @TempDir
    private Path folder;

    @Test
    void writesTheAugmentedImage() throws Exception {
        Path file = folder.resolve("augmented.png");
        assertThat(Printed.by(() -> OwnTransform.main(new String[] {file.toString()})))
                .contains("objects are left");
        assertThat(Images.read(file).height()).isEqualTo(128);
    }

    @Test
    void masksMoveWithThePixels() {
        Sample sample = new ShapesDataset(1, 5, 96).load(0);
        Sample moved = OwnTransform.shift(20).apply(sample, new SplittableRandom(2));
        int shift = (int) (moved.boxes()[1] - sample.boxes()[1]);
        assertThat(shift).isPositive();
        assertThat(moved.image().sample(50, shift + 40, 0))
                .isEqualTo(sample.image().sample(50, 40, 0));
    }

    @Test
    void onlyTheRandomDecidesAndTheSampleStays() {
        Sample sample = new ShapesDataset(1, 5, 96).load(0);
        byte[] before = sample.image().pixels().clone();
        for (Transform transform : OwnTransform.transforms()) {
            byte[] first =
                    transform.apply(sample, new SplittableRandom(4)).image().pixels();
            byte[] second =
                    transform.apply(sample, new SplittableRandom(4)).image().pixels();
            assertThat(Arrays.equals(first, second)).isTrue();
        }
        assertThat(sample.image().pixels()).isEqualTo(before);
    }
}
