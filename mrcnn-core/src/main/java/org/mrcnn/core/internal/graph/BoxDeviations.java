package org.mrcnn.core.internal.graph;

import java.util.List;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** The four box deviations as the last floating arguments of an op. */
final class BoxDeviations {

    private BoxDeviations() {}

    static double[] of(List<Float> deviations) {
        return deviations.stream().mapToDouble(Float::doubleValue).toArray();
    }

    /** The coder of the four floating arguments from {@code first} on; unbounded for Matterport's own numbers. */
    static BoxCoder coder(DynamicCustomOp op, int first, boolean unbounded) {
        BoxCoder coder = coder(op, first);
        return unbounded ? coder.unbounded() : coder;
    }

    /** The coder of the four floating arguments from {@code first} on. */
    static BoxCoder coder(DynamicCustomOp op, int first) {
        float[] deviations = new float[4];
        for (int i = 0; i < 4; i++) {
            deviations[i] = (float) op.tArgs()[first + i];
        }
        return new BoxCoder(deviations);
    }
}
