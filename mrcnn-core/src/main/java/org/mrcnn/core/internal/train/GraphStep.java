package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.Layers;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.optimizer.Momentum;
import org.mrcnn.engine.optimizer.NonFiniteGradientException;
import org.mrcnn.engine.optimizer.Optimizer;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Weights;
import org.mrcnn.train.StepReport;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training step on the graph: gradients, their check and clipping, the update of the weights in place. */
public final class GraphStep implements StepRunner {

    private static final Logger LOG = LoggerFactory.getLogger(GraphStep.class);

    /** Share of the old value in a moving average of statistics, as Keras's default. */
    private static final double MOVING_AVERAGE = 0.99;

    /** Decay of Adam's average of squares, and its epsilon, from Kingma and Ba 2015 and PyTorch alike. */
    private static final double ADAM_BETA2 = 0.999;

    private static final double ADAM_EPSILON = 1e-8;

    private final MaskRcnnGraph graph;
    private final Map<String, INDArray> weights;
    private final AnchorArrays anchors;
    private final long seed;
    private final boolean useRpnRois;
    private final String roisName;
    private final OpResources shared = new OpResources();
    private final GraphRunner runner;
    private final Optimizer optimizer;
    private long steps;

    /** Steps over the layers that the configuration names. */
    public GraphStep(MaskRcnnGraph.Parts parts, AnchorArrays anchors) {
        this(parts, anchors, List.of(), false);
    }

    /**
     * Steps to be looked into.
     *
     * @param watched variables of the graph that the observer of a step may read besides losses and gradients
     * @param givenProposals whether each step is given its proposals, see {@link MaskRcnnGraph#trainingOnGivenProposals}
     */
    public GraphStep(MaskRcnnGraph.Parts parts, AnchorArrays anchors, List<String> watched, boolean givenProposals) {
        MaskRcnnConfig config = parts.config();
        LayerSelection layers = LayerSelection.of(config.train().layers())
                .requireAny(parts.weights().keySet());
        boolean batchStatistics = config.model().normalization() == ModelConfig.Normalization.TRAINED;
        graph = givenProposals
                ? MaskRcnnGraph.trainingOnGivenProposals(parts, layers)
                : MaskRcnnGraph.training(parts, layers, batchStatistics);
        roisName = givenProposals ? BatchArrays.PROPOSALS : BatchArrays.REGIONS;
        weights = parts.weights();
        seed = config.train().seed();
        this.anchors = anchors;
        useRpnRois = config.roi().useRpnRois();
        List<String> outputs = new ArrayList<>(graph.objective().outputs());
        outputs.addAll(watched);
        graph.measured().forEach(m -> outputs.addAll(List.of(m.mean(), m.variance())));
        runner = GraphRunner.forGradients(graph.sameDiff(), graph.objective().total(), outputs, shared);
        optimizer = Optimizer.of(
                graph.sameDiff(), runner.trainable(), settings(config.train().optimizer()));
    }

    private static OptimizerSettings settings(OptimizerConfig config) {
        IUpdater updater =
                switch (config.kind()) {
                    case SGD -> new Momentum(config.momentum());
                    case ADAM, ADAMW -> new Adam(config.learningRate(), config.momentum(), ADAM_BETA2, ADAM_EPSILON);
                };
        OptimizerSettings settings = OptimizerSettings.of(updater);
        if (config.clipNorm() > 0) {
            settings = settings.withClipNorm(config.clipNorm());
        }
        return config.l2() == OptimizerConfig.L2.DECOUPLED
                ? settings.withWeightDecay(config.weightDecay(), Weights.kernels())
                : settings;
    }

    @Override
    public StepReport step(TrainingBatch batch, double learningRate) {
        if (!useRpnRois) {
            throw new IllegalArgumentException(
                    "roi.useRpnRois is false: the regions to train on are to be given with each"
                            + " batch, by calling GraphStep.step(StepInputs, ...); set it to true to train on proposals");
        }
        return step(StepInputs.of(batch, seed * 0x9E3779B97F4A7C15L + steps), learningRate, out -> {});
    }

    /**
     * As {@link #step(TrainingBatch, double)}, with the caller's regions and seed.
     *
     * @param observer is shown losses, gradients and what is watched before weights change; it copies what it keeps
     */
    public StepReport step(StepInputs inputs, double learningRate, Consumer<GraphRunner.Outputs> observer) {
        steps++;
        TrainingBatch batch = inputs.batch();
        try (AnchorArrays.Lent lent = anchors.lend(batch.height(), batch.width());
                BatchArrays arrays = new BatchArrays(inputs, roisName);
                GraphRunner.Outputs out =
                        runner.run(useRpnRois ? arrays.with(NetworkNames.INPUT_ANCHORS, lent.array()) : arrays.all())) {
            observer.accept(out);
            LossReport losses = graph.objective().report(out);
            if (losses.firstNonFinite().isPresent()) {
                return new StepReport(losses, Double.NaN);
            }
            double norm = update(out, learningRate);
            if (Double.isFinite(norm)) {
                updateMovingAverages(out);
            }
            return new StepReport(losses, norm);
        }
    }

    /** The norm of the gradient before clipping; NaN, and no weight changed, where a gradient is not finite. */
    private double update(GraphRunner.Outputs out, double learningRate) {
        try {
            return optimizer.step(out::gradient, learningRate).globalNorm();
        } catch (NonFiniteGradientException e) {
            LOG.error("{}", e.getMessage());
            return Double.NaN;
        }
    }

    private void updateMovingAverages(GraphRunner.Outputs out) {
        for (Layers.Measured measured : graph.measured()) {
            average(measured.norm() + "/moving_mean", out.get(measured.mean()));
            average(measured.norm() + "/moving_variance", out.get(measured.variance()));
        }
    }

    private void average(String weight, INDArray measured) {
        weights.get(weight).muli(MOVING_AVERAGE).addi(measured.mul(1 - MOVING_AVERAGE));
    }

    /** What the optimizer remembers; copy what must outlive a step. */
    public Map<String, INDArray> optimizerState() {
        return optimizer.state();
    }

    /**
     * Goes on as after so many steps.
     *
     * @param state of the optimizer then
     * @throws IllegalArgumentException if it is the state of other layers or another optimizer
     */
    public void restore(long stepsDone, Map<String, INDArray> state) {
        optimizer.restore(stepsDone, state);
        steps = stepsDone;
    }

    /** The memory of the runner's arrays in bytes. */
    public long pooledBytes() {
        return runner.pooledBytes();
    }

    @Override
    public void close() {
        optimizer.close();
        runner.close();
        shared.close();
    }
}
