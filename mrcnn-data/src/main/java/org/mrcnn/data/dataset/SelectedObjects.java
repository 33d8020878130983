// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.mask.Rle;

/**
 * All images of a data set with only some of its objects, or with other class names. Nothing else changes; {@link
 * Subset#withInstances} drops the images that are left without objects.
 */
final class SelectedObjects implements Dataset {

    private final Dataset whole;
    private final long minArea;
    private final List<String> labels;
    /** New class ids by old class id; 0 drops the objects. */
    private final int[] classIds;

    private SelectedObjects(Dataset whole, UnaryOperator<String> names, long minArea) {
        this.whole = whole;
        this.minArea = minArea;
        Set<String> kept = new LinkedHashSet<>(List.of(BACKGROUND));
        List<String> old = whole.labels();
        old.subList(1, old.size()).forEach(label -> kept.add(names.apply(label)));
        labels = List.copyOf(kept);
        classIds = new int[old.size()];
        for (int i = 1; i < classIds.length; i++) {
            classIds[i] = labels.indexOf(names.apply(old.get(i)));
        }
    }

    private SelectedObjects(Dataset whole, SelectedObjects like) {
        this.whole = whole;
        labels = like.labels;
        classIds = like.classIds;
        minArea = like.minArea;
    }

    /**
     * Renames, merges and drops classes.
     *
     * @param names new names by old name: old names with the same new name become one class, the new name {@link #BACKGROUND}
     *     drops the class, and classes without an entry do not change
     * @throws IllegalArgumentException if an old name is not a class of the data set, or a new name is blank
     */
    static SelectedObjects remap(Dataset whole, Map<String, String> names) {
        requireClasses(whole, names.keySet());
        names.forEach((old, renamed) -> {
            if (renamed.isBlank()) {
                throw new IllegalArgumentException(
                        "Class '" + old + "': expected a new name, or " + BACKGROUND + " to drop it, found none");
            }
        });
        return new SelectedObjects(whole, name -> names.getOrDefault(name, name), 0);
    }

    /** Keeps the objects of these classes and drops all others. */
    static SelectedObjects ofClasses(Dataset whole, Collection<String> classes) {
        requireClasses(whole, classes);
        return new SelectedObjects(whole, name -> classes.contains(name) ? name : BACKGROUND, 0);
    }

    /** Keeps the objects whose masks have at least this number of pixels. */
    static SelectedObjects ofArea(Dataset whole, long minPixels) {
        return new SelectedObjects(whole, name -> name, minPixels);
    }

    private static void requireClasses(Dataset whole, Collection<String> classes) {
        List<String> known = whole.labels().subList(1, whole.labels().size());
        for (String name : classes) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("No class '" + name + "' in the data set; it has " + known);
            }
        }
    }

    @Override
    public int size() {
        return whole.size();
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public Sample load(int index) {
        Sample sample = whole.load(index);
        List<Rle> masks = new ArrayList<>();
        int[] ids = new int[sample.count()];
        for (int i = 0; i < sample.count(); i++) {
            int old = sample.classIds()[i];
            int classId = classIds[Math.abs(old)];
            if (classId != 0 && sample.masks().get(i).area() >= minArea) {
                ids[masks.size()] = ClassIds.isCrowd(old) ? ClassIds.crowdOf(classId) : classId;
                masks.add(sample.masks().get(i));
            }
        }
        return Sample.of(sample.imageId(), sample.imageName(), sample.image(), Arrays.copyOf(ids, masks.size()), masks);
    }

    @Override
    public Dataset withPixels(PixelFormat format) {
        return new SelectedObjects(whole.withPixels(format), this);
    }

    @Override
    public long imageId(int index) {
        return whole.imageId(index);
    }

    @Override
    public String imageName(int index) {
        return whole.imageName(index);
    }

    @Override
    public Path imageFile(int index) {
        return whole.imageFile(index);
    }

    @Override
    public int instanceCount(int index) {
        return classIds(index).length;
    }

    @Override
    public int[] classIds(int index) {
        return annotations(index).objects().stream()
                .mapToInt(object -> (object.crowd() ? -1 : 1) * labels.indexOf(object.label()))
                .toArray();
    }

    @Override
    public int[] activeClasses(int index) {
        int[] old = whole.activeClasses(index);
        int[] active = new int[labels.size()];
        active[0] = 1;
        for (int i = 1; i < old.length; i++) {
            active[classIds[i]] |= old[i];
        }
        return active;
    }

    @Override
    public AnnotatedImage annotations(int index) {
        AnnotatedImage image = whole.annotations(index);
        List<AnnotatedObject> kept = new ArrayList<>();
        for (AnnotatedObject object : image.objects()) {
            int classId = classIds[whole.labels().indexOf(object.label())];
            if (classId != 0
                    && (minArea <= 1 || AnnotatedDataset.mask(image, object).area() >= minArea)) {
                kept.add(object.withLabel(labels.get(classId)));
            }
        }
        return image.withObjects(kept);
    }
}
