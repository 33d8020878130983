// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.RecentlyUsed;
import org.mrcnn.data.internal.Shuffle;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.RpnTargets;

/**
 * Makes training arrays of samples: transform, resize, limit the objects, RPN targets, small masks, normalized pixels.
 * Thread-safe.
 */
public final class TrainingItems {

    /** Image sizes whose anchors are kept: those of one of 1024x1024 take 8 MB. */
    static final int SIZES = 8;

    /** What took objects of which no pixel is left after resizing, in counts of lost objects. */
    static final String LOST_BY_RESIZING = "resizing (smaller than a pixel then)";

    /** What took objects beyond the most that an image may have, in counts of lost objects. */
    static final String LOST_BY_LIMIT = "roi.maxInstances";

    private final TrainingSettings settings;
    /** Anchors by image size, in double so that ties of overlap fall as in the reference. */
    private final RecentlyUsed<List<Integer>, double[]> anchorsBySize;

    /** With these settings. */
    public TrainingItems(TrainingSettings settings) {
        this.settings = settings;
        AnchorGenerator anchors = new AnchorGenerator(settings.anchors());
        anchorsBySize = new RecentlyUsed<>(SIZES, size -> anchors.exactPixels(size.get(0), size.get(1)));
    }

    /** Starts a loader of training batches; close it to stop its threads. */
    public static BatchLoader<TrainingItem, TrainingBatch> loader(
            Dataset dataset, TrainingSettings settings, LoaderSettings config) {
        int classes = dataset.labels().size();
        if (classes != settings.classes()) {
            throw new IllegalArgumentException("The data set has " + classes + " labels (" + dataset.labels()
                    + ", background counted), the settings have " + settings.classes() + " classes; make them agree");
        }
        return BatchLoader.start(config, new TrainingSource(dataset, settings, config));
    }

    /** Makes the arrays of one sample. An image without objects gives an item whose anchors are all negative. */
    public TrainingItem build(Sample original, RandomGenerator random) {
        int[] all = new int[settings.classes()];
        Arrays.fill(all, 1);
        return build(original, all, random, () -> original);
    }

    /**
     * As {@link #build(Sample, RandomGenerator)}.
     *
     * @param activeClasses 1 for each class that the sample's source annotates, see {@link Dataset#activeClasses}
     * @param others gives other samples of the data set to transforms that mix images
     */
    public TrainingItem build(Sample original, int[] activeClasses, RandomGenerator random, Supplier<Sample> others) {
        Sample sample = settings.augmenter().apply(original, random, others);
        ResizedImage resized = resized(sample, random);
        Image image = resized.image();
        Objects all = visible(sample, resized.geometry());
        Objects objects = all.limited(settings.maxGtInstances(), random);
        settings.augmenter().lost(LOST_BY_RESIZING, sample.count() - all.classIds().length);
        settings.augmenter().lost(LOST_BY_LIMIT, all.classIds().length - objects.classIds().length);
        Objects learnt = settings.rpn().rules().learnsDroppedObjects() ? all : objects;
        RpnTargets targets = rpnTargets(learnt, image, random);
        boolean mini = settings.miniMasks();
        return new TrainingItem(
                sample.imageName(),
                image,
                ImageMeta.of(sample.imageId(), sample.image(), resized, activeClasses),
                targets.match(),
                targets.deltas(),
                objects.classIds(),
                objects.boxes(),
                mini ? settings.maskHeight() : image.height(),
                mini ? settings.maskWidth() : image.width(),
                objects.crops().stream().map(crop -> mask(crop, image)).toList());
    }

    /** A transform can give an image sides that its file did not have. */
    private ResizedImage resized(Sample sample, RandomGenerator random) {
        Image image = sample.image();
        int expected = settings.normalization().channels();
        if (image.channels() != expected) {
            throw InputCheck.unfit(sample.imageName(), sample.imageId(), expected, image.channels());
        }
        ResizeGeometry geometry;
        try {
            geometry = settings.resize().geometry(image.height(), image.width(), random);
        } catch (IllegalArgumentException e) {
            throw InputCheck.unfit(sample.imageName(), sample.imageId(), e);
        }
        return new ResizedImage(geometry.resizeImage(image), geometry);
    }

    /** What is left of the objects: a crop can leave one out, shrinking can make it vanish. */
    private static Objects visible(Sample sample, ResizeGeometry geometry) {
        int[] classIds = new int[sample.count()];
        List<MaskCrop> crops = new ArrayList<>();
        for (int i = 0; i < classIds.length; i++) {
            MaskCrop crop = geometry.resizeMask(crop(sample, i));
            if (!crop.isEmpty()) {
                classIds[crops.size()] = sample.classIds()[i];
                crops.add(crop);
            }
        }
        return new Objects(Arrays.copyOf(classIds, crops.size()), crops);
    }

    private static MaskCrop crop(Sample sample, int i) {
        int y1 = (int) sample.boxes()[4 * i];
        int x1 = (int) sample.boxes()[4 * i + 1];
        int y2 = (int) sample.boxes()[4 * i + 2];
        int x2 = (int) sample.boxes()[4 * i + 3];
        return new MaskCrop(y1, x1, y2, x2, sample.masks().get(i).toMask(y1, x1, y2, x2));
    }

    private byte[] mask(MaskCrop crop, Image image) {
        return settings.miniMasks()
                ? crop.minimize(settings.maskHeight(), settings.maskWidth())
                : crop.toMask(image.height(), image.width());
    }

    private RpnTargets rpnTargets(Objects objects, Image image, RandomGenerator random) {
        double[] anchorBoxes = anchorsBySize.get(List.of(image.height(), image.width()));
        return RpnTargets.build(settings.rpn(), anchorBoxes, objects.classIds(), objects.boxes(), random);
    }

    /** The objects of a resized image; one class id a crop. */
    @SuppressWarnings("ArrayRecordComponent") // lives within one call
    private record Objects(int[] classIds, List<MaskCrop> crops) {

        /** These, or where they are more than {@code most}, as many of them sampled at random, in the same order. */
        Objects limited(int most, RandomGenerator random) {
            if (classIds.length <= most) {
                return this;
            }
            int[] kept = Arrays.copyOf(Shuffle.permutation(classIds.length, random), most);
            Arrays.sort(kept);
            return new Objects(
                    Arrays.stream(kept).map(i -> classIds[i]).toArray(),
                    Arrays.stream(kept).mapToObj(crops::get).toList());
        }

        float[] boxes() {
            float[] boxes = new float[4 * crops.size()];
            int i = 0;
            for (MaskCrop crop : crops) {
                boxes[i++] = crop.y1();
                boxes[i++] = crop.x1();
                boxes[i++] = crop.y2();
                boxes[i++] = crop.x2();
            }
            return boxes;
        }
    }
}
