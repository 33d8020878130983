// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.mask.Rle;

/**
 * The properties of an image without its pixels.
 *
 * @param index index in the data set
 * @param imageId id in the data set
 * @param name file name
 * @param height height in pixels; 0 if the image could not be read
 * @param width width in pixels; 0 if the image could not be read
 * @param meanPixel double[channels] mean of each channel, 0..255
 * @param hashes hashes that detect duplicates; empty if the image could not be read
 * @param geometry how the image is resized; empty if that is not possible
 * @param fault why reading or resizing failed; empty if neither did
 * @param objects the objects, in the order of the data set
 */
@SuppressWarnings("ArrayRecordComponent") // shared within a scan, never modified
public record ImageFacts(
        int index,
        long imageId,
        String name,
        int height,
        int width,
        double[] meanPixel,
        Optional<ImageHashes> hashes,
        Optional<ResizeGeometry> geometry,
        Optional<String> fault,
        List<ObjectFacts> objects) {

    /** Masks of the same class with at least this IoU are considered to be one object that was annotated twice. */
    static final double REPEATED_IOU = 0.9;

    /** Copies the list. */
    public ImageFacts {
        objects = List.copyOf(objects);
    }

    /** Returns the number of objects that are not crowds. */
    public long instances() {
        return objects.stream().filter(o -> !o.crowd()).count();
    }

    /**
     * Returns the boxes of the visible objects that are not crowds in the network input.
     *
     * @return float[n * 4], pixels
     */
    public float[] resizedBoxes() {
        List<ObjectFacts> seen =
                objects.stream().filter(o -> !o.crowd() && o.isVisible()).toList();
        float[] boxes = new float[4 * seen.size()];
        for (int i = 0; i < seen.size(); i++) {
            System.arraycopy(seen.get(i).resizedBox(), 0, boxes, 4 * i, 4);
        }
        return boxes;
    }

    /**
     * Inspects an image. A failure becomes its {@code fault}.
     *
     * @param seed seed for the position of a crop, if the resize mode crops
     */
    static ImageFacts of(Dataset data, int index, Resize resize, long seed) {
        Sample sample;
        try {
            sample = data.load(index);
        } catch (ImageException | BadDataException e) {
            return new ImageFacts(
                    index,
                    data.imageId(index),
                    data.imageName(index),
                    0,
                    0,
                    new double[0],
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(e.getMessage()),
                    List.of());
        }
        Image image = sample.image();
        Optional<ResizeGeometry> geometry;
        Optional<String> fault = Optional.empty();
        try {
            geometry = Optional.of(resize.geometry(image.height(), image.width(), new SplittableRandom(seed + index)));
        } catch (IllegalArgumentException e) {
            geometry = Optional.empty();
            fault = Optional.of(e.getMessage());
        }
        return new ImageFacts(
                index,
                sample.imageId(),
                sample.imageName(),
                image.height(),
                image.width(),
                mean(image),
                Optional.of(ImageHashes.of(image)),
                geometry,
                fault,
                objects(sample, data.annotations(index).objects(), geometry));
    }

    private static List<ObjectFacts> objects(
            Sample sample, List<AnnotatedObject> sources, Optional<ResizeGeometry> geometry) {
        List<ObjectFacts> objects = new ArrayList<>();
        for (int i = 0; i < sample.count(); i++) {
            Rle mask = sample.masks().get(i);
            MaskCrop resized =
                    geometry.map(g -> g.resizeMask(mask.toMask())).orElse(new MaskCrop(0, 0, 0, 0, new byte[0]));
            Optional<AnnotatedObject> source = i < sources.size() ? Optional.of(sources.get(i)) : Optional.empty();
            objects.add(new ObjectFacts(
                    source.map(AnnotatedObject::id),
                    Math.abs(sample.classIds()[i]),
                    sample.isCrowd(i),
                    Arrays.copyOfRange(sample.boxes(), 4 * i, 4 * i + 4),
                    mask.area(),
                    ObjectFacts.box(resized),
                    ObjectFacts.area(resized),
                    source.filter(ImageFacts::crossesItself).isPresent(),
                    repeated(sample, i)));
        }
        return objects;
    }

    private static boolean crossesItself(AnnotatedObject object) {
        return object.segment() instanceof Segment.Polygons outline
                && outline.polygons().stream().anyMatch(SelfCrossing::of);
    }

    private static int repeated(Sample sample, int i) {
        for (int j = 0; j < i; j++) {
            if (sample.classIds()[i] == sample.classIds()[j]
                    && !sample.isCrowd(i)
                    && Boxes.iou(sample.boxes(), i, sample.boxes(), j) >= REPEATED_IOU * REPEATED_IOU
                    && Rle.iou(
                                    List.of(sample.masks().get(i)),
                                    List.of(sample.masks().get(j)),
                                    new boolean[1])[0]
                            >= REPEATED_IOU) {
                return j;
            }
        }
        return -1;
    }

    private static double[] mean(Image image) {
        int channels = image.channels();
        long[] sums = new long[channels];
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                sums[c] += pixels[i + c] & 0xff;
            }
        }
        return Arrays.stream(sums)
                .mapToDouble(sum -> (double) sum * channels / pixels.length)
                .toArray();
    }
}
