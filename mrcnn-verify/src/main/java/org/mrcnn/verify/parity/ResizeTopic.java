// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.npy.Npy;
import org.mrcnn.data.internal.targets.MiniMask;

/**
 * Resized images and masks, boxes of masks, and normalized coordinates. The arrays of a case determine which of them it tests.
 */
final class ResizeTopic implements Topic {
    /** Rounding of a coordinate of several thousand pixels in float32, which the reference's graph uses. */
    private static final double FLOAT32 = 1e-3;

    @Override
    public String name() {
        return "resize";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        if (golden.has("input")) {
            return new ImageResizeCase(golden).run();
        } else if (golden.has("mini")) {
            return miniMasks(golden);
        } else if (golden.has("norm0")) {
            return coordinates(golden);
        } else if (golden.has("out0")) {
            return movedMasks(golden);
        } else if (golden.has("resized")) {
            return pastedMasks(golden);
        }
        return boxesOfMasks(golden);
    }

    private static List<Comparison> boxesOfMasks(GoldenCase golden) throws IOException {
        Npy masks = golden.array("masks");
        int[] shape = masks.shape();
        List<float[]> boxes = new ArrayList<>();
        for (byte[] mask : MaskArrays.last(masks)) {
            boxes.add(Boxes.fromMask(mask, shape[0], shape[1]));
        }
        Tolerance exact = golden.tolerance("boxes", Tolerance.EXACT);
        return List.of(Comparison.of("boxes", golden.floats("boxes"), PastedMasks.joined(boxes), exact));
    }

    private static List<Comparison> miniMasks(GoldenCase golden) throws IOException {
        int[] size = golden.params().wholes("mini_shape");
        Npy array = golden.array("masks");
        int[] image = array.shape();
        float[] boxes = golden.floats("boxes");
        List<byte[]> masks = MaskArrays.last(array);
        List<byte[]> given = MaskArrays.last(golden.array("mini"));
        List<byte[]> minis = new ArrayList<>();
        List<byte[]> expanded = new ArrayList<>();
        for (int n = 0; n < masks.size(); n++) {
            float[] box = Arrays.copyOfRange(boxes, 4 * n, 4 * n + 4);
            minis.add(MiniMask.minimize(masks.get(n), image[0], image[1], box, size[0], size[1]));
            expanded.add(MiniMask.expand(given.get(n), size[0], size[1], box, image[0], image[1]));
        }
        Tolerance exact = golden.tolerance("mini", Tolerance.EXACT);
        return List.of(
                Comparison.of("mini", golden.ints("mini"), MaskArrays.stack(minis), exact),
                Comparison.of("expanded", golden.ints("expanded"), MaskArrays.stack(expanded), exact));
    }

    private static List<Comparison> coordinates(GoldenCase golden) throws IOException {
        JsonNode shapes = golden.params().list("shapes");
        Tolerance allowed = golden.tolerance("norm", Tolerance.absolute(2e-7));
        Tolerance exact = golden.tolerance("denorm", Tolerance.EXACT);
        List<Comparison> comparisons = new ArrayList<>();
        for (int k = 0; k < shapes.size(); k++) {
            int height = shapes.get(k).path(0).asInt();
            int width = shapes.get(k).path(1).asInt();
            float[] normalized = Boxes.normalize(golden.floats("boxes" + k), height, width);
            float[] pixels = Boxes.denormalize(golden.floats("norm_in" + k), height, width);
            for (String array : List.of("norm" + k, "norm_graph" + k)) {
                comparisons.add(Comparison.of(array, golden.floats(array), normalized, allowed));
            }
            comparisons.add(Comparison.of("denorm" + k, golden.floats("denorm" + k), pixels, exact));
            float[] ofGraph = golden.floats("denorm_graph" + k);
            float[] decided = Decisions.undecidedFrom(ofGraph, pixels, fractions(golden, k, height, width), FLOAT32);
            comparisons.add(Comparison.of("denorm_graph" + k, ofGraph, decided, exact));
        }
        return comparisons;
    }

    /** Returns the fractional part of each coordinate in pixels, before rounding. */
    private static float[] fractions(GoldenCase golden, int k, int height, int width) throws IOException {
        float[] fractions = golden.floats("norm_in" + k);
        for (int i = 0; i < fractions.length; i++) {
            double pixels = (double) fractions[i] * (i % 2 == 0 ? height - 1 : width - 1);
            fractions[i] = (float) (pixels - Math.floor(pixels));
        }
        return fractions;
    }

    private static List<Comparison> pastedMasks(GoldenCase golden) throws IOException {
        int[] image = golden.params().wholes("image_shape");
        Npy masks = golden.array("masks");
        int n = masks.shape()[0];
        float[] boxes = golden.floats("boxes");
        PastedMasks pasted = new PastedMasks(masks.shape()[1], image[0], image[1]);
        for (int i = 0; i < n; i++) {
            pasted.add(MaskArrays.part(masks.floats(), i, n), Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4));
        }
        return List.of(
                Comparison.of(
                        "resized",
                        golden.floats("resized"),
                        pasted.values(),
                        golden.tolerance("resized", Tolerance.absolute(1e-6))),
                Comparison.of("full", golden.floats("full"), pasted.decided(golden, "full"), Tolerance.EXACT));
    }

    /**
     * Compares resized masks. The reference shifts masks by half a pixel relative to images, which we deliberately do not; so
     * only pixels that come from a pixel with equal neighbours are compared.
     */
    private static List<Comparison> movedMasks(GoldenCase golden) throws IOException {
        Npy array = golden.array("masks");
        int[] shape = array.shape();
        List<byte[]> masks = MaskArrays.last(array);
        JsonNode calls = golden.params().list("calls");
        List<Comparison> comparisons = new ArrayList<>();
        for (int call = 0; call < calls.size(); call++) {
            Npy out = golden.array("out" + call);
            ResizeGeometry geometry = geometry(calls.get(call), shape, out.shape());
            List<byte[]> expected = MaskArrays.last(out);
            double off = 0;
            for (int i = 0; i < masks.size(); i++) {
                byte[] moved = geometry.resizeMask(masks.get(i)).toMask(out.shape()[0], out.shape()[1]);
                byte[] steady = geometry.resizeMask(steady(masks.get(i), shape)).toMask(out.shape()[0], out.shape()[1]);
                off += difference(expected.get(i), moved, steady);
            }
            comparisons.add(Comparison.of("out" + call + ", pixels off away from edges", 0, off, Tolerance.EXACT));
        }
        return comparisons;
    }

    private static ResizeGeometry geometry(JsonNode call, int[] shape, int[] out) throws IOException {
        Fields fields = new Fields("params.calls", call);
        double scale = fields.number("scale");
        int top;
        int left;
        if (fields.has("crop_y_x_h_w")) {
            int[] crop = fields.wholes("crop_y_x_h_w");
            top = -crop[0];
            left = -crop[1];
        } else {
            top = fields.list("padding").path(0).path(0).asInt();
            left = fields.list("padding").path(1).path(0).asInt();
        }
        int height = (int) Math.rint(shape[0] * scale);
        int width = (int) Math.rint(shape[1] * scale);
        return new ResizeGeometry(shape[0], shape[1], scale, height, width, out[0], out[1], top, left);
    }

    private static int difference(byte[] expected, byte[] moved, byte[] where) {
        int off = 0;
        for (int p = 0; p < expected.length; p++) {
            off += moved[p] != expected[p] && where[p] != 0 ? 1 : 0;
        }
        return off;
    }

    /** Returns 1 for each pixel that equals its eight neighbours. */
    private static byte[] steady(byte[] mask, int[] shape) {
        byte[] steady = new byte[mask.length];
        for (int y = 1; y < shape[0] - 1; y++) {
            for (int x = 1; x < shape[1] - 1; x++) {
                int at = y * shape[1] + x;
                steady[at] = (byte) (uniform(mask, at, shape[1]) ? 1 : 0);
            }
        }
        return steady;
    }

    private static boolean uniform(byte[] mask, int at, int width) {
        for (int dy = -width; dy <= width; dy += width) {
            for (int dx = -1; dx <= 1; dx++) {
                if (mask[at + dy + dx] != mask[at]) {
                    return false;
                }
            }
        }
        return true;
    }
}
