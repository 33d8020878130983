// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mrcnn.data.image.PixelFormat;

/**
 * Several data sets as one: their images follow one another, and classes with the same name become one class. For each image,
 * only the classes that its own data set annotates are active. Image ids do not change if they are unique across the data sets;
 * otherwise the images are numbered from 1.
 */
final class JoinedDataset implements Dataset {

    private final List<Dataset> parts;
    private final int[] starts;
    private final List<String> labels;
    private final List<int[]> classIds = new ArrayList<>();
    private final boolean renumbered;

    private JoinedDataset(List<Dataset> parts) {
        this.parts = List.copyOf(parts);
        starts = new int[parts.size() + 1];
        Set<String> names = new LinkedHashSet<>();
        for (int p = 0; p < parts.size(); p++) {
            starts[p + 1] = Math.addExact(starts[p], parts.get(p).size());
            names.addAll(parts.get(p).labels());
        }
        labels = List.copyOf(names);
        for (Dataset part : parts) {
            classIds.add(part.labels().stream().mapToInt(labels::indexOf).toArray());
        }
        renumbered = idsClash();
    }

    /** Joins one or more data sets, each with {@link #BACKGROUND} as its first label. */
    static JoinedDataset of(List<? extends Dataset> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("No data sets to join: give at least one");
        }
        return new JoinedDataset(List.copyOf(parts));
    }

    private boolean idsClash() {
        Set<Long> ids = new HashSet<>();
        for (Dataset part : parts) {
            for (int i = 0; i < part.size(); i++) {
                if (!ids.add(part.imageId(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    private int part(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("Joined data set: index " + index + " of " + size() + " images");
        }
        int part = 0;
        while (index >= starts[part + 1]) {
            part++;
        }
        return part;
    }

    @Override
    public int size() {
        return starts[parts.size()];
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public Sample load(int index) {
        int part = part(index);
        Sample own = parts.get(part).load(index - starts[part]);
        return new Sample(
                imageId(index), own.imageName(), own.image(), united(part, own.classIds()), own.boxes(), own.masks());
    }

    private int[] united(int part, int[] own) {
        int[] ids = classIds.get(part);
        return Arrays.stream(own).map(id -> id < 0 ? -ids[-id] : ids[id]).toArray();
    }

    @Override
    public Dataset withPixels(PixelFormat format) {
        return new JoinedDataset(
                parts.stream().map(part -> part.withPixels(format)).toList());
    }

    @Override
    public long imageId(int index) {
        int part = part(index);
        return renumbered ? index + 1L : parts.get(part).imageId(index - starts[part]);
    }

    @Override
    public String imageName(int index) {
        int part = part(index);
        return parts.get(part).imageName(index - starts[part]);
    }

    @Override
    public Path imageFile(int index) {
        int part = part(index);
        return parts.get(part).imageFile(index - starts[part]);
    }

    @Override
    public int instanceCount(int index) {
        int part = part(index);
        return parts.get(part).instanceCount(index - starts[part]);
    }

    @Override
    public int[] classIds(int index) {
        int part = part(index);
        return united(part, parts.get(part).classIds(index - starts[part]));
    }

    @Override
    public int[] activeClasses(int index) {
        int part = part(index);
        int[] own = parts.get(part).activeClasses(index - starts[part]);
        int[] active = new int[labels.size()];
        for (int i = 0; i < own.length; i++) {
            active[classIds.get(part)[i]] |= own[i];
        }
        return active;
    }

    @Override
    public AnnotatedImage annotations(int index) {
        int part = part(index);
        return parts.get(part).annotations(index - starts[part]);
    }
}
