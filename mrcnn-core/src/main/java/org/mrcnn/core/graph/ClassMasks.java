package org.mrcnn.core.graph;

import java.nio.FloatBuffer;
import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The mask of each detection's own class, as probabilities.
 *
 * <p>Inputs: mask logits [M, h, w, C], class ids INT32 [M]. Output: [M, h, w].
 */
public final class ClassMasks extends SelectionOp {

    /** For SameDiff. */
    public ClassMasks() {}

    private ClassMasks(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    static SDVariable apply(SameDiff sd, String name, SDVariable logits, SDVariable classIds) {
        return new ClassMasks(sd, logits, classIds).named(name)[0];
    }

    @Override
    public String opName() {
        return "mrcnn_class_masks";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] logits = run.input(0).shape();
        return new long[][] {{logits[0], logits[1], logits[2]}};
    }

    @Override
    protected void forward(OpRun run) {
        long[] shape = run.input(0).shape();
        int pixels = (int) (shape[1] * shape[2]);
        int classes = (int) shape[3];
        FloatBuffer logits = run.floatBuffer(0);
        int[] classIds = run.ints(1);
        float[] masks = new float[classIds.length * pixels];
        Parallel.range(classIds.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int p = 0; p < pixels; p++) {
                    float logit = logits.get((i * pixels + p) * classes + classIds[i]);
                    masks[i * pixels + p] = (float) (1 / (1 + Math.exp(-logit)));
                }
            }
        });
        run.put(0, masks);
    }
}
