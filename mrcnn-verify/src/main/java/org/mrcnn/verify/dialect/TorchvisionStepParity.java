// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.losses.LossReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares a training step with torchvision's, by the same weights on the same batch, anchors and regions, of a folder that {@code
 * mrcnn-verify/peers/step_torchvision.py} wrote: five losses, and the gradient of each weight that torchvision trains.
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

    private TorchvisionStepParity() {}

    /** Runs one comparison; the exit status is 1 where something differs. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TorchvisionStepParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TorchvisionCase made = TorchvisionCase.read(folder);
        StepArrays arrays = new StepArrays(folder, made.classes());
        MaskRcnnConfig config = config(made.config(), arrays);
        Map<String, float[]> gradients = new HashMap<>();
        LossReport losses;
        try (MaskRcnn model = made.model(config);
                AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                GraphStep step = new GraphStep(
                        new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                        anchors,
                        List.of(),
                        true)) {
            losses = step.gradients(
                    arrays.inputs(),
                    lent -> lent.forEach((name, gradient) ->
                            gradients.put(name, gradient.dup('c').data().asFloat())));
        }
        boolean same = compare(losses, made.facts());
        try (WeightSource theirs = made.tensors("gradients");
                WeightSource exact = made.tensors("gradients64")) {
            GradientDistances distances = new GradientDistances(gradients, theirs, exact);
            distances.print(8);
            same &= distances.within(GRADIENTS);
        }
        System.out.println(same ? "agrees" : "DIFFERS");
        return same ? 0 : 1;
    }

    /** On regions that were sampled already, without a penalty. */
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
