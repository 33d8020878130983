package org.mrcnn.data.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.Shuffle;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageMeta;
import org.mrcnn.data.image.MaskCrop;
import org.mrcnn.data.image.ResizedImage;
import org.mrcnn.data.targets.AnchorGenerator;
import org.mrcnn.data.targets.RpnTargets;

/**
 * Makes training arrays of samples: transform, resize, limit the objects, RPN targets, small masks, normalised pixels.
 * Thread-safe.
 */
public final class TrainingItems {

    private final TrainingSettings settings;
    private final AnchorGenerator anchors;
    /** Anchors by image size; one entry unless the resize mode gives several sizes. */
    private final Map<List<Integer>, float[]> anchorsBySize = new ConcurrentHashMap<>();

    /** With these settings. */
    public TrainingItems(TrainingSettings settings) {
        this.settings = settings;
        this.anchors = new AnchorGenerator(settings.anchors());
    }

    /** Starts a loader of training batches; close it to stop its threads. */
    public static BatchLoader<TrainingItem, TrainingBatch> loader(
            Dataset dataset, TrainingSettings settings, LoaderConfig config) {
        int classes = dataset.labels().size();
        if (classes != settings.classes()) {
            throw new IllegalArgumentException("The data set has " + classes + " labels (" + dataset.labels()
                    + ", background counted), the settings have " + settings.classes() + " classes; make them agree");
        }
        TrainingItems items = new TrainingItems(settings);
        int fixedCount = settings.padToMax() ? settings.maxGtInstances() : 0;
        return BatchLoader.start(
                config,
                dataset.size(),
                dataset::imageName,
                (index, epoch, random) -> items.build(dataset.load(index), random),
                list -> TrainingBatch.of(list, fixedCount));
    }

    /** Makes the arrays of one sample. An image without objects gives an item whose anchors are all negative. */
    public TrainingItem build(Sample original, RandomGenerator random) {
        Sample sample = settings.transform().apply(original, random);
        ResizedImage resized = settings.resize().apply(sample.image(), random);
        Image image = resized.image();
        int[] classIds = new int[sample.count()];
        List<MaskCrop> crops = new ArrayList<>();
        for (int i = 0; i < classIds.length; i++) {
            MaskCrop crop = resized.geometry().resizeMask(sample.masks().get(i).toMask());
            if (!crop.isEmpty()) { // a crop can leave an object out, shrinking can make it vanish
                classIds[crops.size()] = sample.classIds()[i];
                crops.add(crop);
            }
        }
        // Limited first: an object that the heads do not see must not teach the RPN, or it becomes background there.
        int[] kept = choose(crops.size(), random);
        int[] gtClassIds = new int[kept.length];
        float[] gtBoxes = new float[4 * kept.length];
        List<byte[]> masks = new ArrayList<>();
        for (int k = 0; k < kept.length; k++) {
            MaskCrop crop = crops.get(kept[k]);
            gtClassIds[k] = classIds[kept[k]];
            gtBoxes[4 * k] = crop.y1();
            gtBoxes[4 * k + 1] = crop.x1();
            gtBoxes[4 * k + 2] = crop.y2();
            gtBoxes[4 * k + 3] = crop.x2();
            masks.add(
                    settings.miniMasks()
                            ? crop.minimize(settings.maskHeight(), settings.maskWidth())
                            : crop.toMask(image.height(), image.width()));
        }
        RpnTargets targets =
                RpnTargets.build(settings.rpn(), anchors(image.height(), image.width()), gtClassIds, gtBoxes, random);
        return new TrainingItem(
                sample.imageName(),
                sample.imageId(),
                image.height(),
                image.width(),
                settings.normalization().apply(image),
                meta(original, resized),
                targets.match(),
                targets.deltas(),
                gtClassIds,
                gtBoxes,
                settings.miniMasks() ? settings.maskHeight() : image.height(),
                settings.miniMasks() ? settings.maskWidth() : image.width(),
                masks);
    }

    private float[] meta(Sample original, ResizedImage resized) {
        int[] active = new int[settings.classes()];
        Arrays.fill(active, 1);
        return ImageMeta.of(original.imageId(), original.image(), resized, active)
                .toArray();
    }

    private float[] anchors(int height, int width) {
        return anchorsBySize.computeIfAbsent(List.of(height, width), size -> anchors.pixels(height, width));
    }

    /** At most maxGtInstances of the numbers 0 to count - 1, ascending. */
    private int[] choose(int count, RandomGenerator random) {
        if (count <= settings.maxGtInstances()) {
            int[] all = new int[count];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int[] some = Arrays.copyOf(Shuffle.permutation(count, random), settings.maxGtInstances());
        Arrays.sort(some);
        return some;
    }
}
