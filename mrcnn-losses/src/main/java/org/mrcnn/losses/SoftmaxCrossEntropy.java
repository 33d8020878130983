package org.mrcnn.losses;

import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Mean over the labelled rows of -log softmax(logits)[label]; 0 when no row is labelled. */
public final class SoftmaxCrossEntropy extends ScalarOp {

    /** For the clone that SameDiff makes. */
    public SoftmaxCrossEntropy() {}

    private SoftmaxCrossEntropy(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * The loss of rows of logits.
     *
     * @param labels integers [...], the class of each row, -1 for a row that does not enter
     * @param logits FLOAT [..., classes]
     */
    public static Loss fromLogits(SDVariable labels, SDVariable logits) {
        requireInteger(labels);
        requireFloat(logits);
        return (sd, name) -> new SoftmaxCrossEntropy(sd, logits, labels).named(name);
    }

    /**
     * The loss; 0 for empty arrays.
     *
     * @param labels [n], each in 0..classes-1
     * @param logits [n * classes], row-major
     */
    public static double mean(int[] labels, float[] logits, int classes) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            sum += logSumExp(logits, row * classes, classes) - logits[row * classes + labels[row]];
        }
        return labels.length == 0 ? 0 : sum / labels.length;
    }

    /** Gradient with respect to the logits, times {@code upstream}. */
    public static float[] gradient(int[] labels, float[] logits, int classes, float upstream) {
        float[] gradient = new float[logits.length];
        double scale = (double) upstream / labels.length;
        for (int row = 0; row < labels.length; row++) {
            int from = row * classes;
            double logSum = logSumExp(logits, from, classes);
            for (int c = 0; c < classes; c++) {
                double probability = Math.exp(logits[from + c] - logSum);
                gradient[from + c] = gradient(scale * (probability - (c == labels[row] ? 1 : 0)));
            }
        }
        return gradient;
    }

    /** log(sum(exp(logits))) of {@code classes} logits from index {@code from} on, which cannot overflow. */
    public static double logSumExp(float[] logits, int from, int classes) {
        float max = logits[from];
        for (int c = 1; c < classes; c++) {
            max = Math.max(max, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp((double) logits[from + c] - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public String opName() {
        return "mrcnn_softmax_cross_entropy";
    }

    @Override
    protected double value(OpRun run) {
        return rows(run).crossEntropy(run);
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        rows(run).writeGradient(run, upstream);
    }

    private LabelledRows rows(OpRun run) {
        int[] labels = run.ints(1);
        int classes = Math.toIntExact(run.input(0).size(-1));
        require(
                run.input(0).length() == (long) labels.length * classes,
                "expected a row of logits a label, found logits of shape %s and labels of shape %s",
                run.input(0).shape(),
                run.input(1).shape());
        return LabelledRows.where(labels, row -> labels[row] != -1, classes);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SoftmaxCrossEntropy(sd, inputs);
    }
}
