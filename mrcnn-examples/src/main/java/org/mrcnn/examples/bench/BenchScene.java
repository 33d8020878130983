package org.mrcnn.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.rendered.CellsDataset;
import org.mrcnn.data.mask.Rle;

/**
 * One rendered picture and sixty ellipses as its objects, of 80 classes: enough that positive regions are not short. A third
 * of them are up to 45 % of the picture's side, the others 20 to 90 pixels.
 */
final class BenchScene {
    private static final int CLASSES = 80;
    private static final int OBJECTS = 60;
    private static final double LARGEST = 0.45;

    private final Sample sample;

    BenchScene(int size) {
        SplittableRandom random = new SplittableRandom(1);
        int[] classIds = new int[OBJECTS];
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            double large = i % 3 == 0 ? size * LARGEST : 90;
            double height = random.nextDouble(20, large);
            double width = random.nextDouble(20, large);
            masks.add(ellipse(size, random.nextDouble(size - height), random.nextDouble(size - width), height, width));
            classIds[i] = 1 + random.nextInt(CLASSES);
        }
        sample = Sample.of(1, "bench", new CellsDataset(1, 1, size).load(0).image(), classIds, masks);
    }

    private static Rle ellipse(int size, double top, double left, double height, double width) {
        byte[] mask = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double dy = (y + 0.5 - top) / height - 0.5;
                double dx = (x + 0.5 - left) / width - 0.5;
                mask[y * size + x] = (byte) (dy * dy + dx * dx <= 0.25 ? 1 : 0);
            }
        }
        return Rle.of(mask, size, size);
    }

    List<String> labels() {
        return Stream.concat(
                        Stream.of(Dataset.BACKGROUND),
                        IntStream.rangeClosed(1, CLASSES).mapToObj(i -> "class" + i))
                .toList();
    }

    Sample sample() {
        return sample;
    }
}
