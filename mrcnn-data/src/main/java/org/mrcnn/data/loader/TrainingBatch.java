package org.mrcnn.data.loader;

import java.util.List;

/**
 * The arrays of a training step, named as the placeholders of the graph, row-major. Objects are padded with zeros: class
 * id 0 marks padding.
 *
 * @param size N, images
 * @param height H, rows of the network input
 * @param width W, columns
 * @param anchors A, anchors an image
 * @param rpnAnchors rows of inputRpnBbox an image
 * @param metaLength numbers of meta an image
 * @param gtCount G, objects an image with padding, at least 1
 * @param maskHeight rows of a mask
 * @param maskWidth columns of a mask
 * @param imageIds long[N]
 * @param imageNames N names, for messages
 * @param inputImage float[N, H, W, 3], normalised
 * @param inputImageMeta float[N, metaLength]
 * @param inputRpnMatch int[N, A, 1]: 1 positive, -1 negative, 0 not trained on
 * @param inputRpnBbox float[N, rpnAnchors, 4], deltas of the positive anchors in order, then zeros
 * @param inputGtClassIds int[N, G], negative for crowds, 0 for padding
 * @param inputGtBoxes float[N, G, 4], y1, x1, y2, x2 in pixels of the network input, y2 and x2 exclusive
 * @param inputGtMasks byte[N, maskHeight, maskWidth, G], 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // large, handed over to the graph without a copy
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
     * Puts items together.
     *
     * @param items at least one, all of one network size
     * @param fixedCount G, or 0 to take the largest count among the items, at least 1
     * @throws IllegalArgumentException when sizes do not agree
     */
    public static TrainingBatch of(List<TrainingItem> items, int fixedCount) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("A batch needs at least one item");
        }
        TrainingItem first = items.get(0);
        int count = Math.max(1, fixedCount);
        for (TrainingItem item : items) {
            requireSameSize(first, item);
            if (fixedCount > 0 && item.count() > fixedCount) {
                throw new IllegalArgumentException("Image " + item.imageName() + ": expected at most " + fixedCount
                        + " objects in a batch of that fixed count, found " + item.count());
            }
            count = Math.max(count, item.count());
        }
        int n = items.size();
        TrainingBatch batch = new TrainingBatch(
                n,
                first.height(),
                first.width(),
                first.rpnMatch().length,
                first.rpnBbox().length / 4,
                first.meta().length,
                count,
                first.maskHeight(),
                first.maskWidth(),
                items.stream().mapToLong(TrainingItem::imageId).toArray(),
                items.stream().map(TrainingItem::imageName).toList(),
                new float[n * first.image().length],
                new float[n * first.meta().length],
                new int[n * first.rpnMatch().length],
                new float[n * first.rpnBbox().length],
                new int[n * count],
                new float[n * count * 4],
                new byte[Math.multiplyExact(n * count, first.maskHeight() * first.maskWidth())]);
        for (int i = 0; i < n; i++) {
            batch.fill(i, items.get(i));
        }
        return batch;
    }

    private void fill(int i, TrainingItem item) {
        put(item.image(), inputImage, i);
        put(item.meta(), inputImageMeta, i);
        put(item.rpnBbox(), inputRpnBbox, i);
        System.arraycopy(item.rpnMatch(), 0, inputRpnMatch, i * anchors, anchors);
        System.arraycopy(item.gtClassIds(), 0, inputGtClassIds, i * gtCount, item.count());
        System.arraycopy(item.gtBoxes(), 0, inputGtBoxes, i * gtCount * 4, item.count() * 4);
        int area = maskHeight * maskWidth;
        for (int g = 0; g < item.count(); g++) {
            byte[] mask = item.gtMasks().get(g);
            int target = i * area * gtCount + g;
            for (int p = 0; p < area; p++, target += gtCount) {
                inputGtMasks[target] = mask[p];
            }
        }
    }

    private static void put(float[] from, float[] to, int i) {
        System.arraycopy(from, 0, to, i * from.length, from.length);
    }

    private static void requireSameSize(TrainingItem a, TrainingItem b) {
        boolean same = a.height() == b.height()
                && a.width() == b.width()
                && a.maskHeight() == b.maskHeight()
                && a.maskWidth() == b.maskWidth()
                && a.meta().length == b.meta().length;
        if (!same) {
            throw new IllegalArgumentException("The images of a batch must have one size: " + a.imageName() + " is "
                    + a.height() + "x" + a.width() + ", " + b.imageName() + " is " + b.height() + "x" + b.width()
                    + "; use the resize mode square or crop, or a batch size of 1");
        }
    }
}
