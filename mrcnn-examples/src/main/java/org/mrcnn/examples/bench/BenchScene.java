package org.mrcnn.examples.bench;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.CellsDataset;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

/** One rendered picture with objects of 80 classes, rendered once, so that no time goes into rendering. */
final class BenchScene implements Dataset {
    private static final int CLASSES = 80;
    private static final int PICTURES = 8; // the same one, so that a loader has something to shuffle

    private final Sample sample;

    BenchScene(int size) {
        Sample cells = new CellsDataset(1, 1, size).load(0);
        int[] classIds =
                IntStream.range(0, cells.count()).map(i -> 1 + i * 37 % CLASSES).toArray();
        sample = new Sample(0, cells.imageName(), cells.image(), classIds, cells.boxes(), cells.masks());
    }

    @Override
    public int size() {
        return PICTURES;
    }

    @Override
    public List<String> labels() {
        return Stream.concat(
                        Stream.of(BACKGROUND), IntStream.rangeClosed(1, CLASSES).mapToObj(i -> "class" + i))
                .toList();
    }

    @Override
    public Sample load(int index) {
        return sample;
    }

    @Override
    public long imageId(int index) {
        return index;
    }

    @Override
    public String imageName(int index) {
        return sample.imageName();
    }
}
