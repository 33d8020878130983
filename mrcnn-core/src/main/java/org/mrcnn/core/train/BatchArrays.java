package org.mrcnn.core.train;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.data.loader.TrainingBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The placeholders of one training step in native memory, freed on close. */
final class BatchArrays implements AutoCloseable {

    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    /**
     * Copies a batch.
     *
     * @param seed of the step's random choices
     */
    BatchArrays(TrainingBatch b, long seed) {
        put("input_image", Nd4j.createFromArray(b.inputImage()), b.size(), b.height(), b.width(), 3);
        put("input_image_meta", Nd4j.createFromArray(b.inputImageMeta()), b.size(), b.metaLength());
        put("input_rpn_match", Nd4j.createFromArray(b.inputRpnMatch()), b.size(), b.anchors(), 1);
        put("input_rpn_bbox", Nd4j.createFromArray(b.inputRpnBbox()), b.size(), b.rpnAnchors(), 4);
        put("input_gt_class_ids", Nd4j.createFromArray(b.inputGtClassIds()), b.size(), b.gtCount());
        put("input_gt_boxes", Nd4j.createFromArray(b.inputGtBoxes()), b.size(), b.gtCount(), 4);
        put("input_gt_masks", bytes(b.inputGtMasks()), b.size(), b.maskHeight(), b.maskWidth(), b.gtCount());
        put("input_seed", Nd4j.createFromArray(seed), 1);
    }

    private static INDArray bytes(byte[] values) {
        INDArray array = Nd4j.createUninitialized(DataType.INT8, values.length);
        ByteBuffer target = array.data().asNio();
        target.put(0, values);
        return array;
    }

    private void put(String name, INDArray array, long... shape) {
        arrays.put(name, array.reshape(shape));
    }

    /** The placeholders, with those given besides. */
    Map<String, INDArray> with(String name, INDArray array) {
        Map<String, INDArray> all = new LinkedHashMap<>(arrays);
        all.put(name, array);
        return all;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
        arrays.clear();
    }
}
