// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.losses.LossReport;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares a training step with torchvision's, with the same weights, batch, anchors and RoIs, in a folder written by {@code
 * mrcnn-verify/peers/step_torchvision.py}: the five losses, and the gradient of each weight that torchvision trains.
 */
@Command(
        name = "parity-torchvision --step",
        mixinStandardHelpOptions = true,
        description = "Compares losses and gradients of a training step with torchvision's.")
public final class TorchvisionStepParity implements Callable<Integer> {
    private static final double LOSSES = 1e-4;
    private static final double GRADIENTS = 1e-3;

    @Option(names = "--case", required = true, paramLabel = "DIR", description = "Folder of step_torchvision.py.")
    private Path folder;

    @Option(
            names = "--decided",
            description = "Compare with the steps of torchvision that have this project's decisions of ReLUs.")
    private boolean decided;

    private TorchvisionStepParity() {}

    /** Runs one comparison. The exit status is 1 if anything differs. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TorchvisionStepParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TorchvisionCase made = TorchvisionCase.read(folder);
        StepArrays arrays = new StepArrays(folder, made.classes());
        MaskRcnnConfig config = config(made.config(), arrays);
        Map<String, float[]> gradients = new HashMap<>();
        Map<String, float[]> relus = new LinkedHashMap<>();
        LossReport losses;
        try (MaskRcnn model = made.model(config)) {
            losses = step(model, arrays.inputs(), gradients, relus);
        }
        ReluDecisions.write(folder.resolve("decisions"), relus);
        boolean same = compare(losses, made.facts());
        String kind = decided ? "decided" : "gradients";
        try (WeightSource theirs = made.tensors(kind);
                WeightSource exact = made.tensors(kind + "64")) {
            GradientDistances distances = new GradientDistances(gradients, theirs, exact);
            distances.print(8);
            same &= distances.within(GRADIENTS);
        }
        System.out.println(same ? "agrees" : "DIFFERS");
        return same ? 0 : 1;
    }

    /** Computes losses, gradients by the names of weights, and results of ReLUs by the names of variables. */
    private static LossReport step(
            MaskRcnn model, StepInputs inputs, Map<String, float[]> gradients, Map<String, float[]> relus) {
        MaskRcnnConfig config = model.config();
        GraphParts parts = new GraphParts(config, model.labels().size(), model.backbone(), model.weights());
        List<String> watched = ReluDecisions.variables(model.weights().keySet());
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                GraphStep step = new GraphStep(parts, anchors, watched, true)) {
            Set<String> trained = step.changing().keySet();
            return step.step(inputs, 0, out -> {
                        trained.forEach(name -> gradients.put(name, values(out.gradient(name))));
                        watched.forEach(name -> relus.put(name, values(out.get(name))));
                    })
                    .losses();
        }
    }

    private static float[] values(INDArray lent) {
        try (INDArray copy = lent.dup('c')) {
            return copy.data().asFloat();
        }
    }

    /** Returns a configuration for given RoIs, without L2 penalty. */
    private static MaskRcnnConfig config(MaskRcnnConfig made, StepArrays arrays) throws IOException {
        OptimizerConfig plain = made.train().optimizer().withWeightDecay(0, OptimizerConfig.L2.DECAY);
        return made.withTrain(made.train().withOptimizer(plain))
                .withRoi(made.roi()
                        .withTruthAsProposals(false)
                        .withRoisPerImage(arrays.regions())
                        .withMaxInstances(arrays.objects()));
    }

    private static boolean compare(LossReport ours, JsonNode facts) {
        boolean same = true;
        for (String loss : ours.losses().keySet()) {
            double theirs = facts.path("losses").path(loss).asDouble();
            double exact = facts.path("losses64").path(loss).asDouble();
            double relative = Math.abs(ours.value(loss) - theirs) / Math.abs(theirs);
            same &= relative <= LOSSES;
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %.7f, torchvision %.7f, relative difference %.2g (from 64 bit %.2g)%n",
                    loss,
                    ours.value(loss),
                    theirs,
                    relative,
                    Math.abs(ours.value(loss) - exact) / Math.abs(exact));
        }
        return same;
    }
}
