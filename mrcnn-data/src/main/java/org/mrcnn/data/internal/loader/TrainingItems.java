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
 * Creates training arrays from samples: transforms, resizes, limits the objects, and computes RPN targets and mini masks.
 * Thread-safe.
 */
public final class TrainingItems {

    /** Number of image sizes whose anchors are cached: those of 1024x1024 take 8 MB. */
    static final int SIZES = 8;

    /** The reason, in counts of lost objects, for objects without pixels after resizing. */
    static final String LOST_BY_RESIZING = "resizing (smaller than a pixel then)";

    /** The reason, in counts of lost objects, for objects beyond the maximum number per image. */
    static final String LOST_BY_LIMIT = "roi.maxInstances";

    private final TrainingSettings settings;
    /** Anchors by image size, in double so that overlaps tie as in the reference. */
    private final RecentlyUsed<List<Integer>, double[]> anchorsBySize;

    /** Creates a builder with these settings. */
    public TrainingItems(TrainingSettings settings) {
        this.settings = settings;
        AnchorGenerator anchors = new AnchorGenerator(settings.anchors());
        anchorsBySize = new RecentlyUsed<>(SIZES, size -> anchors.exactPixels(size.get(0), size.get(1)));
    }

    /** Starts a loader of training batches, which must be closed to stop its threads. */
    public static BatchLoader<TrainingItem, TrainingBatch> loader(
            Dataset dataset, TrainingSettings settings, LoaderSettings loading) {
        int classes = dataset.labels().size();
        if (classes != settings.classes()) {
            throw new IllegalArgumentException("The data set has " + classes + " labels (" + dataset.labels()
                    + ", background counted), the settings have " + settings.classes() + " classes; make them agree");
        }
        return BatchLoader.start(loading, new TrainingSource(dataset, settings, loading));
    }

    /** Creates the arrays of a sample. All anchors of an image without objects are negative. */
    public TrainingItem build(Sample original, RandomGenerator random) {
        int[] all = new int[settings.classes()];
        Arrays.fill(all, 1);
        return build(original, all, random, () -> original);
    }

    /**
     * Like {@link #build(Sample, RandomGenerator)}.
     *
     * @param activeClasses 1 for each class that the sample's source annotates, see {@link Dataset#activeClasses}
     * @param others returns other samples of the data set, for transforms that mix images
     */
    public TrainingItem build(Sample original, int[] activeClasses, RandomGenerator random, Supplier<Sample> others) {
        requireKnownClasses(original);
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

    private void requireKnownClasses(Sample sample) {
        if (sample == null) {
            throw new IllegalArgumentException("the data set: expected a sample, found none (null)");
        }
        for (int id : sample.classIds()) {
            if (Math.abs(id) >= settings.classes()) {
                throw InputCheck.unknownClass(sample.imageName(), sample.imageId(), settings.classes(), id);
            }
        }
    }

    /** Resizes an image, whose sides may differ from those of its file after transforms. */
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

    /** Returns the remaining objects: a crop can exclude an object, and shrinking can make it vanish. */
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

    /** The objects of a resized image; one class id per crop. */
    @SuppressWarnings("ArrayRecordComponent") // exists within one call
    private record Objects(int[] classIds, List<MaskCrop> crops) {

        /** Returns these objects, or, if there are more than {@code most}, a random sample of that size in the same order. */
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
