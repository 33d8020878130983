// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorRules;
import org.mrcnn.data.internal.targets.IdSampler;
import org.mrcnn.data.internal.targets.RpnTargetSettings;
import org.mrcnn.data.internal.targets.RpnTargets;
import org.mrcnn.data.internal.targets.StandardRules;

/** The anchors that are trained, and their targets: with Matterport's defects, and without. */
final class RpnTargetsTopic implements Topic {
    /** The cases were created with a sampler that sets the first surplus ids to neutral, so it keeps the last. */
    private static final IdSampler KEEP_LAST =
            (ids, count) -> Arrays.copyOfRange(ids, Math.max(0, ids.length - count), ids.length);

    private static final int[] CROWD_ID = {-1};
    private static final Pattern BOX = Pattern.compile("\\((\\d+), *(\\d+), *(\\d+), *(\\d+)\\)");

    @Override
    public String name() {
        return "rpn_targets";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        int[] image = golden.params().wholes("image_shape");
        double[] anchors = new AnchorGenerator(AnchorsTopic.settings(golden.params())).exactPixels(image[0], image[1]);
        return golden.has("gt_boxes") ? targets(golden, anchors) : noObjects(golden, anchors);
    }

    private static List<Comparison> targets(GoldenCase golden, double[] anchors) throws IOException {
        int perImage = golden.params().whole("RPN_TRAIN_ANCHORS_PER_IMAGE");
        int[] ids = golden.ints("gt_class_ids");
        float[] boxes = golden.floats("gt_boxes");
        RpnTargets legacy = RpnTargets.build(settings(perImage, Matterport.RULES), anchors, ids, boxes, KEEP_LAST);
        Tolerance exact = golden.tolerance("match", Tolerance.EXACT);
        return List.of(
                Comparison.of(
                        "match_full",
                        golden.ints("match_full"),
                        matchAll(anchors, ids, boxes, Matterport.RULES),
                        exact),
                Comparison.of("rpn_match", golden.ints("rpn_match"), legacy.match(), exact),
                Comparison.of(
                        "rpn_bbox",
                        golden.floats("rpn_bbox"),
                        legacy.deltas(),
                        golden.tolerance("rpn_bbox", Tolerance.absolute(1e-5))),
                Comparison.of(
                        "match_full_iou_above_zero",
                        withoutCrowds(ids, golden.ints("match_full_iou_above_zero")),
                        withoutCrowds(ids, matchAll(anchors, ids, boxes, StandardRules.RULES)),
                        exact));
    }

    /**
     * Excludes cases with crowds, because the reference has another rule for them, so that corrected numbers are not
     * comparable.
     */
    private static int[] withoutCrowds(int[] ids, int[] match) {
        return Arrays.stream(ids).anyMatch(id -> id < 0) ? new int[0] : match;
    }

    /**
     * Compares cases without objects. The reference raises an exception for them; the expected values are the sensible ones,
     * with its rule for the crowd.
     */
    private static List<Comparison> noObjects(GoldenCase golden, double[] anchors) throws IOException {
        Tolerance exact = golden.tolerance("match_expected", Tolerance.EXACT);
        int[] none = matchAll(anchors, new int[0], new float[0], StandardRules.RULES);
        int[] crowd = matchAll(anchors, CROWD_ID, crowdBox(golden, "match_expected_crowd_only"), Matterport.RULES);
        return List.of(
                Comparison.of("match_expected", golden.ints("match_expected"), none, exact),
                Comparison.of("match_expected_crowd_only", golden.ints("match_expected_crowd_only"), crowd, exact));
    }

    /** Returns the box of the only crowd, which is in the text about an array. */
    private static float[] crowdBox(GoldenCase golden, String array) throws IOException {
        String about = golden.json().path("arrays").path(array).path("about").asText();
        Matcher box = BOX.matcher(about);
        if (!box.find()) {
            throw new IOException(
                    "case.json: arrays." + array + ".about: expected a box (y1,x1,y2,x2), found " + about);
        }
        float[] corners = new float[4];
        for (int k = 0; k < 4; k++) {
            corners[k] = Integer.parseInt(box.group(k + 1));
        }
        return corners;
    }

    /** Returns the match before anchors are sampled, by requesting as many as there are. */
    private static int[] matchAll(double[] anchors, int[] ids, float[] boxes, AnchorRules rules) {
        return RpnTargets.build(settings(anchors.length, rules), anchors, ids, boxes, KEEP_LAST)
                .match();
    }

    private static RpnTargetSettings settings(int perImage, AnchorRules rules) {
        RpnTargetSettings defaults = RpnTargetSettings.defaults();
        return new RpnTargetSettings(
                perImage, defaults.foreground(), defaults.background(), BoxCoder.defaults(), rules);
    }
}
