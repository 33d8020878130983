// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;

/** Pyramid anchors, in pixels and normalized: all rows, or some rows and the sums of the columns. */
final class AnchorsTopic implements Topic {

    @Override
    public String name() {
        return "anchors";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        int[] image = golden.params().wholes("image_shape");
        AnchorGenerator anchors = new AnchorGenerator(settings(golden.params()));
        float[] pixels = anchors.pixels(image[0], image[1]);
        float[] normalized = anchors.normalized(image[0], image[1]);
        Fields values = golden.values();
        List<Comparison> comparisons = new ArrayList<>(List.of(
                Comparison.of("anchors", golden.floats("anchors"), rows(golden, pixels), allowed(golden, "anchors")),
                Comparison.of(
                        "anchors_norm",
                        golden.floats("anchors_norm"),
                        rows(golden, normalized),
                        allowed(golden, "anchors_norm")),
                Comparison.of("count", 4.0 * values.whole("count"), pixels.length, Tolerance.EXACT)));
        sums(golden, "sum_per_column_pixels", pixels, 1, comparisons);
        sums(golden, "sum_of_squares_per_column_pixels", pixels, 2, comparisons);
        sums(golden, "sum_per_column_normalised", normalized, 1, comparisons);
        return comparisons;
    }

    /** Returns the anchor settings of a case; strides are those of the network if the case has none. */
    static AnchorSettings settings(Fields params) throws IOException {
        int[] strides = params.has("feature_strides")
                ? params.wholes("feature_strides")
                : AnchorSettings.defaults().strides();
        float[] ratios = params.has("ratios")
                ? floats(params.numbers("ratios"))
                : AnchorSettings.defaults().ratios();
        int anchorStride = params.has("anchor_stride") ? params.whole("anchor_stride") : 1;
        return new AnchorSettings(floats(params.numbers("scales")), ratios, strides, anchorStride);
    }

    private static Tolerance allowed(GoldenCase golden, String array) {
        return golden.tolerance(array, Tolerance.absolute(array.equals("anchors") ? 1e-4 : 2e-7));
    }

    private static float[] rows(GoldenCase golden, float[] anchors) throws IOException {
        if (!golden.has("rows")) {
            return anchors;
        }
        int[] rows = golden.ints("rows");
        float[] chosen = new float[4 * rows.length];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(anchors, 4 * rows[k], chosen, 4 * k, 4);
        }
        return chosen;
    }

    private static void sums(GoldenCase golden, String name, float[] anchors, int power, List<Comparison> comparisons)
            throws IOException {
        if (golden.values().has(name)) {
            double[] sums = new double[4];
            for (int k = 0; k < anchors.length; k++) {
                sums[k % 4] += Math.pow(anchors[k], power);
            }
            Tolerance allowed = golden.tolerance("sums", Tolerance.relative(1e-6));
            comparisons.add(Comparison.of(name, golden.values().numbers(name), sums, allowed));
        }
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
