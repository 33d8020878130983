package org.mrcnn.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;

class OtherSamplesTest {

    /** Ten pictures, of which those below a number cannot be read. */
    private static final class Pictures implements Dataset {

        private final int unreadable;
        private final List<Integer> asked = new ArrayList<>();

        Pictures(int unreadable) {
            this.unreadable = unreadable;
        }

        @Override
        public int size() {
            return 10;
        }

        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "thing");
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "picture-" + index;
        }

        @Override
        public Sample load(int index) {
            asked.add(index);
            if (index < unreadable) {
                Images.read(Path.of("no-such-picture-" + index + ".png"));
            }
            return Sample.of(imageId(index), imageName(index), new Image(1, 1, 3, new byte[3]), new int[0], List.of());
        }
    }

    private static OtherSamples samples(Pictures pictures, BadDataPolicy badData) {
        return new OtherSamples(pictures, new SplittableRandom(7), badData);
    }

    private static List<String> draw(OtherSamples samples, int n) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            names.add(samples.get().imageName());
        }
        return names;
    }

    @Test
    void drawsAnyPictureTheSameFromTheSameSeed() {
        List<String> drawn = draw(samples(new Pictures(0), BadDataPolicy.FAIL), 100);
        assertThat(new TreeSet<>(drawn)).hasSize(10);
        assertThat(draw(samples(new Pictures(0), BadDataPolicy.FAIL), 100)).isEqualTo(drawn);
    }

    @Test
    void passesOverPicturesThatCannotBeReadWhereTheyAreSkipped() {
        Pictures pictures = new Pictures(5);
        assertThat(new TreeSet<>(draw(samples(pictures, BadDataPolicy.SKIP), 100)))
                .containsExactly("picture-5", "picture-6", "picture-7", "picture-8", "picture-9");
        assertThat(pictures.asked).contains(0, 1, 2, 3, 4);
    }

    @Test
    void failsWithTheFirstWhereTheyAreNot() {
        Pictures pictures = new Pictures(10);
        assertThatThrownBy(() -> samples(pictures, BadDataPolicy.FAIL).get())
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no-such-picture-" + pictures.asked.get(0));
        assertThat(pictures.asked).hasSize(1);
    }

    @Test
    void givesUpWhereNothingCanBeRead() {
        Pictures pictures = new Pictures(10);
        assertThatThrownBy(() -> samples(pictures, BadDataPolicy.SKIP).get())
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no-such-picture-");
        assertThat(pictures.asked).hasSize(10);
    }
}
