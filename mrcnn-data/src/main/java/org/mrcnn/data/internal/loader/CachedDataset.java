// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.PixelFormat;

/**
 * Keeps the loaded samples of a data set in memory as long as they fit. Samples are kept as decoded, before any random change,
 * so that training is the same with and without the cache. When the cache is full, it does not change, because in random order
 * a removed image would be as likely to be needed next as the one that replaced it. Thread-safe.
 */
public final class CachedDataset implements Dataset {

    /** Approximate size of the objects, arrays and map entry of a sample and of each mask. */
    private static final long OVERHEAD_BYTES = 128;

    private final Dataset source;
    private final long maxBytes;
    private final Map<Integer, Sample> samples = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Creates an empty cache for a data set.
     *
     * @param maxBytes maximum size of pixels and run lengths on the heap
     */
    public CachedDataset(Dataset source, long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("Cache: expected a limit of at least 0 bytes, found " + maxBytes);
        }
        this.source = source;
        this.maxBytes = maxBytes;
    }

    @Override
    public Sample load(int index) {
        Sample kept = samples.get(index);
        if (kept != null) {
            return kept;
        }
        Sample sample = source.load(index);
        long size = bytes(sample);
        if (bytes.addAndGet(size) > maxBytes || samples.putIfAbsent(index, sample) != null) {
            bytes.addAndGet(-size);
        }
        return sample;
    }

    /** Returns an empty cache of images that are read in this format. */
    @Override
    public Dataset withPixels(PixelFormat format) {
        return new CachedDataset(source.withPixels(format), maxBytes);
    }

    /** Returns the size of all cached samples in bytes. */
    public long bytes() {
        return bytes.get();
    }

    private static long bytes(Sample sample) {
        long size = OVERHEAD_BYTES + sample.image().pixels().length;
        for (var mask : sample.masks()) {
            size += OVERHEAD_BYTES + Integer.BYTES * (long) mask.runCount();
        }
        return size;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public List<String> labels() {
        return source.labels();
    }

    @Override
    public long imageId(int index) {
        return source.imageId(index);
    }

    @Override
    public String imageName(int index) {
        return source.imageName(index);
    }

    @Override
    public Path imageFile(int index) {
        return source.imageFile(index);
    }

    @Override
    public int instanceCount(int index) {
        return source.instanceCount(index);
    }

    @Override
    public int[] classIds(int index) {
        return source.classIds(index);
    }

    @Override
    public int[] activeClasses(int index) {
        return source.activeClasses(index);
    }

    @Override
    public long categoryId(int classId) {
        return source.categoryId(classId);
    }

    @Override
    public AnnotatedImage annotations(int index) {
        return source.annotations(index);
    }
}
