// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mrcnn.losses.LossRun.golden;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares with values and gradients of Matterport Mask_RCNN 3deaec5; where it has a defect, "corrected" ones are from float64
 * numpy.
 */
class GoldenLossesTest {

    private final SameDiff sd = SameDiff.create();

    private SDVariable constant(String testCase, String array) {
        return sd.constant(array, golden(testCase, array));
    }

    private SDVariable variable(String testCase, String array) {
        return sd.var(array, golden(testCase, array));
    }

    private LossRun check(Loss loss, double expected, String variable, INDArray gradient) {
        LossRun run = LossRun.of(sd, loss);
        assertThat(run.loss()).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
        assertThat(run.gradientError(variable, gradient)).isLessThan(1e-6);
        return run;
    }

    @ParameterizedTest
    @CsvSource({
        "rpn_class_all_neutral, 0.0",
        "rpn_class_no_positive, 2.3524909019470215",
        "rpn_class_normal, 3.797400951385498",
        "rpn_class_one_image_without_positive, 2.065701723098755",
        "rpn_class_only_positive, 2.2513885498046875"
    })
    void rpnClass(String testCase, double loss) {
        check(
                RpnClassLoss.of(constant(testCase, "rpn_match"), variable(testCase, "logits")),
                loss,
                "logits",
                golden(testCase, "grad"));
    }

    @ParameterizedTest
    @CsvSource({
        "rpn_bbox_all_neutral, 0.0",
        "rpn_bbox_no_positive, 0.0",
        "rpn_bbox_normal, 1.1208300590515137",
        "rpn_bbox_one_image_without_positive, 0.9422571063041687",
        "rpn_bbox_only_positive, 1.0055341720581055"
    })
    void rpnBox(String testCase, double loss) {
        check(
                RpnBoxLoss.of(
                        constant(testCase, "target_bbox"),
                        constant(testCase, "rpn_match"),
                        variable(testCase, "rpn_bbox")),
                loss,
                "rpn_bbox",
                golden(testCase, "grad"));
    }

    @ParameterizedTest
    @CsvSource({
        "mrcnn_bbox_no_positive, 0.0",
        "mrcnn_bbox_normal, 0.7950679063796997",
        "mrcnn_bbox_one_positive, 1.516348123550415",
        "mrcnn_bbox_padding_rows, 0.9975321888923645"
    })
    void headBox(String testCase, double loss) {
        check(
                HeadBoxLoss.of(
                        constant(testCase, "target_bbox"),
                        constant(testCase, "target_class_ids"),
                        variable(testCase, "pred_bbox")),
                loss,
                "pred_bbox",
                golden(testCase, "grad"));
    }

    @ParameterizedTest
    @CsvSource({
        "mrcnn_bbox_no_positive, 0.0",
        "mrcnn_bbox_normal, 0.7950679063796997",
        "mrcnn_bbox_one_positive, 1.516348123550415",
        "mrcnn_bbox_padding_rows, 0.9975321888923645"
    })
    void headBoxWithTheGradientOfTheReferenceToItsTargets(String testCase, double loss) {
        LossRun run = check(
                HeadBoxLoss.withTargetGradient(
                        variable(testCase, "target_bbox"),
                        constant(testCase, "target_class_ids"),
                        variable(testCase, "pred_bbox")),
                loss,
                "pred_bbox",
                golden(testCase, "grad"));
        assertThat(run.gradientError("target_bbox", golden(testCase, "grad_target")))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "mrcnn_mask_no_positive, 0.0",
        "mrcnn_mask_normal, 2.6841713498743207",
        "mrcnn_mask_one_positive, 1.485672993111718",
        "mrcnn_mask_padding_rows, 1.3708989726021574"
    })
    void headMask(String testCase, double loss) {
        check(
                HeadMaskLoss.of(
                        constant(testCase, "target_masks"),
                        constant(testCase, "target_class_ids"),
                        variable(testCase, "logits")),
                loss,
                "logits",
                golden(testCase, "grad_logits_stable"));
    }

    /** The reference clips probabilities, which limits the loss of saturated pixels. */
    @ParameterizedTest
    @CsvSource({
        "mrcnn_mask_no_positive, 0.0",
        "mrcnn_mask_normal, 2.106558084487915",
        "mrcnn_mask_one_positive, 1.4856730699539185",
        "mrcnn_mask_padding_rows, 1.370898723602295"
    })
    void headMaskOfTheReference(String testCase, double loss) {
        LossRun run = LossRun.of(
                sd,
                HeadMaskLoss.legacy(
                        constant(testCase, "target_masks"),
                        constant(testCase, "target_class_ids"),
                        variable(testCase, "logits")));
        assertThat(run.loss()).isCloseTo(loss, within(1e-5 * Math.abs(loss)));
    }

    /** Corrected: active classes per image, padding rows left out, 0 if no row is left. */
    @ParameterizedTest
    @CsvSource({
        "mrcnn_class_all_inactive_predictions, 0.0",
        "mrcnn_class_different_active, 2.1274832128852297",
        "mrcnn_class_normal, 2.457217848943857",
        "mrcnn_class_padding_rows, 2.7330810632002174",
        "mrcnn_class_some_inactive_predictions, 2.192888680249826"
    })
    void headClass(String testCase, double loss) {
        INDArray ids = golden(testCase, "target_class_ids");
        INDArray padding = golden(testCase, "padding").castTo(DataType.INT32);
        ids = ids.mul(padding.rsub(1)).sub(padding);
        check(
                HeadClassLoss.of(
                        sd.constant("ids", ids), variable(testCase, "logits"), constant(testCase, "active_class_ids")),
                loss,
                "logits",
                golden(testCase, "grad_per_image_no_padding"));
    }

    /** The reference's own values: image 0's active classes for all images, padding as background, 0 / 0. */
    @ParameterizedTest
    @CsvSource({
        "mrcnn_class_all_inactive_predictions, NaN",
        "mrcnn_class_different_active, 2.436220645904541",
        "mrcnn_class_normal, 2.4572179317474365",
        "mrcnn_class_padding_rows, 2.633138418197632",
        "mrcnn_class_some_inactive_predictions, 2.1928887367248535"
    })
    void headClassOfTheReference(String testCase, double loss) {
        LossRun run = LossRun.of(
                sd,
                HeadClassLoss.legacy(
                        constant(testCase, "target_class_ids"),
                        variable(testCase, "logits"),
                        constant(testCase, "active_class_ids")));
        INDArray gradient = golden(testCase, "grad");
        if (Double.isNaN(loss)) {
            assertThat(run.loss()).isNaN();
            assertThat(gradient.sumNumber().doubleValue()).isNaN();
            assertThat(run.gradients().get("logits").sumNumber().doubleValue()).isNaN();
        } else {
            assertThat(run.loss()).isCloseTo(loss, within(1e-5 * loss));
            assertThat(run.gradientError("logits", gradient)).isLessThan(1e-6);
        }
    }
}
