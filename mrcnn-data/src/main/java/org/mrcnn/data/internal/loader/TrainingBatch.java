// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.targets.AnchorGenerator;

/**
 * The arrays of a training step, named like the placeholders of the graph, row-major. Objects are padded with zeros: class id 0
 * marks padding.
 *
 * @param size N, number of images
 * @param height H, height of the network input, that of the largest image
 * @param width W, width of the network input
 * @param anchors A, number of anchors per image
 * @param rpnAnchors number of rows of inputRpnBbox per image
 * @param metaLength length of the metadata per image
 * @param gtCount G, number of objects per image with padding, at least 1
 * @param maskHeight number of rows of a mask
 * @param maskWidth number of columns of a mask
 * @param imageIds long[N]
 * @param imageNames N names, for messages
 * @param inputImage float[N, H, W, channels], normalized
 * @param inputImageMeta float[N, metaLength], with the shape of the batch
 * @param inputRpnMatch int[N, A, 1]: 1 positive, -1 negative, 0 not trained on; anchors of an image of H x W
 * @param inputRpnBbox float[N, rpnAnchors, 4], deltas of the positive anchors in order, padded with zeros
 * @param inputGtClassIds int[N, G], negative for crowds, 0 for padding
 * @param inputGtBoxes float[N, G, 4], y1, x1, y2, x2 in pixels of the network input, y2 and x2 exclusive
 * @param inputGtMasks byte[N, maskHeight, maskWidth, G], 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // large, passed to the graph without a copy
public record TrainingBatch(
        int size,
        int height,
        int width,
        int anchors,
        int rpnAnchors,
        int metaLength,
        int gtCount,
        int maskHeight,
        int maskWidth,
        long[] imageIds,
        List<String> imageNames,
        float[] inputImage,
        float[] inputImageMeta,
        int[] inputRpnMatch,
        float[] inputRpnBbox,
        int[] inputGtClassIds,
        float[] inputGtBoxes,
        byte[] inputGtMasks) {

    /**
     * Combines items. Images smaller than the largest in the batch are padded with black at the bottom and on the right; boxes
     * and windows do not change, and anchors outside the original image are not trained on.
     *
     * @param items at least one, created with the same settings
     * @throws IllegalArgumentException if an item has more objects than the settings allow
     */
    public static TrainingBatch of(List<TrainingItem> items, TrainingSettings settings) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("A batch needs at least one item");
        }
        int height = max(items, TrainingItem::height);
        int width = max(items, TrainingItem::width);
        int most = Math.max(1, max(items, TrainingItem::count));
        int count = settings.padToMax() ? settings.maxGtInstances() : most;
        if (most > count) {
            throw new IllegalArgumentException(
                    "Images " + items.stream().map(TrainingItem::imageName).toList() + ": expected at most " + count
                            + " objects in each, found " + most);
        }
        AnchorGenerator generator = new AnchorGenerator(settings.anchors());
        TrainingBatch batch = empty(items, settings, count, generator.count(height, width));
        for (int i = 0; i < items.size(); i++) {
            batch.fill(i, items.get(i), settings.normalization());
            batch.fillAnchors(i, items.get(i), generator, settings.rpn().coder());
            batch.fillMasks(i, items.get(i));
        }
        return batch;
    }

    /** Returns arrays of zeros for these items, with {@code count} objects and {@code anchors} anchors per image. */
    private static TrainingBatch empty(List<TrainingItem> items, TrainingSettings settings, int count, int anchors) {
        int n = items.size();
        int height = max(items, TrainingItem::height);
        int width = max(items, TrainingItem::width);
        int rpnAnchors = items.get(0).rpnBbox().length / 4;
        int metaLength = ImageMeta.length(settings.classes());
        int maskHeight = settings.miniMasks() ? settings.maskHeight() : height;
        int maskWidth = settings.miniMasks() ? settings.maskWidth() : width;
        return new TrainingBatch(
                n,
                height,
                width,
                anchors,
                rpnAnchors,
                metaLength,
                count,
                maskHeight,
                maskWidth,
                items.stream().mapToLong(TrainingItem::imageId).toArray(),
                items.stream().map(TrainingItem::imageName).toList(),
                new float[Math.multiplyExact(n, items.get(0).image().channels() * height * width)],
                new float[n * metaLength],
                new int[n * anchors],
                new float[n * rpnAnchors * 4],
                new int[n * count],
                new float[n * count * 4],
                new byte[Math.multiplyExact(n * count, maskHeight * maskWidth)]);
    }

    /** Returns the images {@code from} to {@code to}, exclusive, with the padding of the whole batch. */
    public TrainingBatch part(int from, int to) {
        return new TrainingBatch(
                to - from,
                height,
                width,
                anchors,
                rpnAnchors,
                metaLength,
                gtCount,
                maskHeight,
                maskWidth,
                Arrays.copyOfRange(imageIds, from, to),
                List.copyOf(imageNames.subList(from, to)),
                Arrays.copyOfRange(inputImage, from * perImage(inputImage.length), to * perImage(inputImage.length)),
                Arrays.copyOfRange(inputImageMeta, from * metaLength, to * metaLength),
                Arrays.copyOfRange(inputRpnMatch, from * anchors, to * anchors),
                Arrays.copyOfRange(inputRpnBbox, from * rpnAnchors * 4, to * rpnAnchors * 4),
                Arrays.copyOfRange(inputGtClassIds, from * gtCount, to * gtCount),
                Arrays.copyOfRange(inputGtBoxes, from * gtCount * 4, to * gtCount * 4),
                Arrays.copyOfRange(
                        inputGtMasks, from * perImage(inputGtMasks.length), to * perImage(inputGtMasks.length)));
    }

    private int perImage(int length) {
        return length / size;
    }

    /** Returns the number of channels of the images. */
    public int channels() {
        return inputImage.length / (size * height * width);
    }

    private static int max(List<TrainingItem> items, ToIntFunction<TrainingItem> of) {
        return items.stream().mapToInt(of).max().orElseThrow();
    }

    private void fill(int i, TrainingItem item, PixelNormalization normalization) {
        int offset = i * (inputImage.length / size);
        int[] window = item.meta().window();
        normalization.apply(item.image(), inputImage, offset, new int[] {height, width}, window);
        put(item.meta().paddedTo(height, width).toArray(), inputImageMeta, i);
        put(item.rpnBbox(), inputRpnBbox, i);
        System.arraycopy(item.gtClassIds(), 0, inputGtClassIds, i * gtCount, item.count());
        System.arraycopy(item.gtBoxes(), 0, inputGtBoxes, i * gtCount * 4, item.count() * 4);
    }

    private void fillAnchors(int i, TrainingItem item, AnchorGenerator generator, BoxCoder coder) {
        int[] match = item.rpnMatch();
        if (match.length == anchors) {
            System.arraycopy(match, 0, inputRpnMatch, i * anchors, anchors);
            return;
        }
        int[] indices = generator.indicesIn(item.height(), item.width(), height, width);
        for (int k = 0; k < match.length; k++) {
            inputRpnMatch[i * anchors + indices[k]] = match[k];
        }
        if (generator.moves(item.height(), item.width(), height, width)) {
            moveDeltas(i, item, generator, coder);
        }
    }

    /**
     * Recomputes deltas, which lead from an anchor to its object: from the position of the anchor in the batch, not in the
     * original image.
     */
    private void moveDeltas(int i, TrainingItem item, AnchorGenerator generator, BoxCoder coder) {
        float[] own = generator.pixels(item.height(), item.width());
        float[] moved = generator.pixels(height, width);
        int[] indices = generator.indicesIn(item.height(), item.width(), height, width);
        float[] object = new float[4];
        int row = 0;
        for (int k = 0; k < indices.length; k++) {
            if (item.rpnMatch()[k] == 1) {
                if (!Arrays.equals(own, 4 * k, 4 * k + 4, moved, 4 * indices[k], 4 * indices[k] + 4)) {
                    coder.unbounded().decode(own, k, item.rpnBbox(), row, object, 0);
                    coder.encode(moved, indices[k], object, 0, inputRpnBbox, i * rpnAnchors + row);
                }
                row++;
            }
        }
    }

    private void fillMasks(int i, TrainingItem item) {
        for (int g = 0; g < item.count(); g++) {
            byte[] mask = item.gtMasks().get(g);
            int in = 0;
            for (int y = 0; y < item.maskHeight(); y++) {
                int out = (i * maskHeight + y) * maskWidth * gtCount + g;
                for (int x = 0; x < item.maskWidth(); x++, out += gtCount) {
                    inputGtMasks[out] = mask[in++];
                }
            }
        }
    }

    private static void put(float[] from, float[] to, int i) {
        System.arraycopy(from, 0, to, i * from.length, from.length);
    }
}
