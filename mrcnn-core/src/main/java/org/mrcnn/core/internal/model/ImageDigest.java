// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** Digests of one image: one of its objects, and one of its file or pixels. */
record ImageDigest(String annotations, String file) {

    /** Number of bytes read at the beginning and at the end of a file: headers and many of the pixels. */
    static final int ENDS = 16_384;

    private static final ImageDigest NOT_LOOKED_AT = new ImageDigest("", "");
    private static final String UNREADABLE = "unreadable";

    /** @param load whether to load the image if its annotations are available only after loading */
    static ImageDigest of(Dataset data, int index, boolean load) {
        Path file = data.imageFile(index);
        if (file == null && !load) {
            return NOT_LOOKED_AT;
        }
        try {
            return file == null
                    ? loaded(data.load(index))
                    : new ImageDigest(annotations(data.annotations(index)), ends(file));
        } catch (RuntimeException unusable) {
            return new ImageDigest(UNREADABLE, UNREADABLE);
        }
    }

    private static ImageDigest loaded(Sample sample) {
        Hash objects = new Hash();
        for (int i = 0; i < sample.count(); i++) {
            objects.number(sample.classIds()[i]);
            add(objects, sample.masks().get(i));
        }
        Image image = sample.image();
        Hash pixels = new Hash().number(image.height()).number(image.width()).bytes(ByteBuffer.wrap(image.pixels()));
        return new ImageDigest(objects.brief(), pixels.brief());
    }

    private static String annotations(AnnotatedImage image) {
        Hash hash = new Hash().number(image.height()).number(image.width());
        for (AnnotatedObject object : image.objects()) {
            hash.text(object.label()).number(object.crowd() ? 1 : 0);
            add(hash, object.segment());
        }
        return hash.brief();
    }

    private static void add(Hash hash, Segment segment) {
        if (segment instanceof Segment.Polygons shape) {
            shape.polygons().forEach(hash::numbers);
        } else if (segment instanceof Segment.Runs runs) {
            add(hash, runs.rle());
        } else {
            hash.text(segment.toString());
        }
    }

    private static void add(Hash hash, Rle mask) {
        hash.number(mask.height()).number(mask.width()).numbers(mask.counts());
    }

    private static String ends(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            Hash hash = new Hash().number(length);
            for (long from : length <= ENDS ? List.of(0L) : List.of(0L, Math.max(ENDS, length - ENDS))) {
                ByteBuffer part = ByteBuffer.allocate((int) Math.min(ENDS, length - from));
                int read = 0;
                while (part.hasRemaining() && read >= 0) {
                    read = channel.read(part, from + part.position());
                }
                hash.bytes(part.flip());
            }
            return hash.brief();
        } catch (IOException e) {
            return UNREADABLE;
        }
    }
}
