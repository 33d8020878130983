// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.npy.Npy;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.SmoothL1;
import org.mrcnn.losses.internal.maskrcnn.HeadBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadMaskLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Values and gradients of the losses, as ops of a graph. The arrays of a case determine which loss it tests. */
final class LossesTopic implements Topic {

    @Override
    public String name() {
        return "losses";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        Case loss = new Case(golden);
        if (golden.has("y_true")) {
            return smoothL1(golden);
        } else if (golden.has("active_class_ids")) {
            return headClass(loss);
        } else if (golden.has("pred_bbox")) {
            return headBox(loss);
        } else if (golden.has("target_masks")) {
            return headMask(loss);
        } else if (golden.has("rpn_bbox")) {
            return rpnBox(loss);
        }
        return rpnClass(loss);
    }

    private static List<Comparison> rpnClass(Case loss) throws IOException {
        Loss op = RpnClassLoss.of(loss.ints("rpn_match"), loss.trained("logits"));
        return loss.compare(op, "loss", "logits", "grad");
    }

    private static List<Comparison> rpnBox(Case loss) throws IOException {
        Loss op = RpnBoxLoss.of(loss.floats("target_bbox"), loss.ints("rpn_match"), loss.trained("rpn_bbox"));
        return loss.compare(op, "loss", "rpn_bbox", "grad");
    }

    private static List<Comparison> headBox(Case loss) throws IOException {
        Case legacy = new Case(loss.golden);
        Loss op = HeadBoxLoss.of(loss.floats("target_bbox"), loss.ints("target_class_ids"), loss.trained("pred_bbox"));
        List<Comparison> comparisons = loss.compare(op, "loss", "pred_bbox", "grad");
        Loss leaking = HeadBoxLoss.withTargetGradient(
                legacy.trained("target_bbox"), legacy.ints("target_class_ids"), legacy.trained("pred_bbox"));
        comparisons.addAll(legacy.compare(leaking, "loss", "target_bbox", "grad_target"));
        return comparisons;
    }

    private static List<Comparison> headMask(Case loss) throws IOException {
        Loss op = HeadMaskLoss.of(loss.floats("target_masks"), loss.ints("target_class_ids"), loss.trained("logits"));
        return loss.compare(op, "loss_stable_float64", "logits", "grad_logits_stable");
    }

    private static List<Comparison> headClass(Case loss) throws IOException {
        int[] padding = loss.golden.ints("padding");
        int[] ids = loss.golden.ints("target_class_ids");
        Arrays.setAll(ids, i -> padding[i] == 1 ? -1 : ids[i]);
        SDVariable marked = GraphRun.constant(
                loss.sd, "ids", ids, loss.golden.array("target_class_ids").shape());
        List<Comparison> comparisons = loss.compare(
                HeadClassLoss.of(marked, loss.trained("logits"), loss.floats("active_class_ids")),
                "loss_per_image_no_padding",
                "logits",
                "grad_per_image_no_padding");
        Case padded = new Case(loss.golden);
        comparisons.addAll(padded.compare(
                HeadClassLoss.of(
                        padded.ints("target_class_ids"), padded.trained("logits"), padded.floats("active_class_ids")),
                "loss_per_image",
                "logits",
                "grad_per_image"));
        Case legacy = new Case(loss.golden);
        comparisons.addAll(legacy.compare(
                HeadClassLoss.legacy(
                        legacy.ints("target_class_ids"), legacy.trained("logits"), legacy.floats("active_class_ids")),
                "loss_reference",
                "logits",
                "grad"));
        return comparisons;
    }

    /** Compares the smooth L1 loss: the case has one value per element, our op returns the mean. */
    private static List<Comparison> smoothL1(GoldenCase golden) throws IOException {
        float[] target = golden.floats("y_true");
        float[] predicted = golden.floats("y_pred");
        double[] losses = new double[target.length];
        Arrays.setAll(losses, i -> SmoothL1.mean(new float[] {target[i]}, new float[] {predicted[i]}));
        Case loss = new Case(golden);
        SDVariable mean =
                SmoothL1.of(loss.floats("y_true"), loss.trained("y_pred")).apply(loss.sd, "loss");
        GraphRun run = GraphRun.backward(mean);
        double[] gradient = run.gradient("y_pred");
        Arrays.setAll(gradient, i -> gradient[i] * target.length);
        double expected = Arrays.stream(golden.doubles("loss")).average().orElse(0);
        return List.of(
                Comparison.of("loss", golden.doubles("loss"), losses, allowed(golden, "loss")),
                Comparison.of("mean loss", expected, run.value(mean)[0], allowed(golden, "loss")),
                Comparison.of("grad", golden.doubles("grad"), gradient, allowed(golden, "grad")));
    }

    private static Tolerance allowed(GoldenCase golden, String array) {
        return golden.tolerance(array, array.equals("loss") ? Tolerance.relative(1e-5) : Tolerance.absolute(1e-6));
    }

    /** A graph with the arrays of a case. */
    private record Case(GoldenCase golden, SameDiff sd) {
        Case(GoldenCase golden) {
            this(golden, SameDiff.create());
        }

        SDVariable floats(String array) throws IOException {
            Npy npy = golden.array(array);
            return GraphRun.constant(sd, array, npy.floats(), npy.shape());
        }

        SDVariable ints(String array) throws IOException {
            Npy npy = golden.array(array);
            return GraphRun.constant(sd, array, npy.ints(), npy.shape());
        }

        SDVariable trained(String array) throws IOException {
            Npy npy = golden.array(array);
            return GraphRun.variable(sd, array, npy.floats(), npy.shape());
        }

        List<Comparison> compare(Loss loss, String value, String variable, String gradient) throws IOException {
            SDVariable scalar = loss.apply(sd, "loss");
            GraphRun run = GraphRun.backward(scalar);
            return new ArrayList<>(List.of(
                    Comparison.of(value, golden.values().number(value), run.value(scalar)[0], allowed(golden, "loss")),
                    Comparison.of(
                            gradient, golden.doubles(gradient), run.gradient(variable), allowed(golden, "grad"))));
        }
    }
}
