// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.npy.Npy;

/** An image resized in one of the modes. */
final class ImageResizeCase {
    /**
     * Fraction of the samples that may differ by one level: both implementations truncate, and rounding puts some values close
     * to an integer.
     */
    private static final double FEW = 0.005;

    /** Number of values in the image meta before the class flags; the first is the id, the last the scale. */
    private static final int META = 12;

    private final GoldenCase golden;

    ImageResizeCase(GoldenCase golden) {
        this.golden = golden;
    }

    List<Comparison> run() throws IOException {
        Image input = image(golden.array("input"));
        ResizeGeometry geometry = geometry(input);
        ResizedImage resized = new ResizedImage(geometry.resizeImage(input), geometry);
        Image expected = image(golden.array("output"));
        Tolerance exact = Tolerance.EXACT;
        int[] size = {resized.image().height(), resized.image().width()};
        List<Comparison> comparisons = new ArrayList<>(List.of(
                Comparison.of("size", new int[] {expected.height(), expected.width()}, size, exact),
                Comparison.of("window", golden.ints("window"), geometry.window(), exact),
                Comparison.of("padding", Arrays.copyOf(golden.ints("padding"), 4), geometry.padding(), exact),
                Comparison.of("scale", golden.params().number("scale"), geometry.scale(), exact),
                Comparison.of("scaled_size", golden.params().wholes("scaled_size"), scaledSize(geometry), exact),
                Comparison.of(
                        "output",
                        samples(expected),
                        samples(resized.image()),
                        golden.tolerance("output", Tolerance.absolute(1))),
                Comparison.of("share of output off", 0, shareOff(expected, resized.image()), Tolerance.absolute(FEW)),
                Comparison.of("meta", golden.floats("meta"), meta(input, resized), exact)));
        if (golden.ints("crop")[0] >= 0) {
            comparisons.add(Comparison.of("crop", golden.ints("crop"), geometry.crop(), exact));
        }
        if (golden.has("scaled_float")) {
            Tolerance allowed = golden.tolerance("scaled_float", Tolerance.absolute(1e-3));
            comparisons.add(Comparison.of(
                    "scaled_float", golden.floats("scaled_float"), geometry.scaledFloats(input), allowed));
        }
        if (golden.has("molded")) {
            Tolerance allowed = golden.tolerance("molded", Tolerance.absolute(1e-5));
            float[] molded = PixelNormalization.matterport().apply(expected);
            comparisons.add(Comparison.of("molded", golden.floats("molded"), molded, allowed));
        }
        return comparisons;
    }

    private ResizeGeometry geometry(Image input) throws IOException {
        Fields params = golden.params();
        String mode = params.text("mode");
        int height = input.height();
        int width = input.width();
        if (mode.equals("none")) { // ours rejects such sizes; the geometry is the identity
            return new ResizeGeometry(height, width, 1, height, width, height, width, 0, 0);
        }
        int min = params.has("min_dim") ? params.whole("min_dim") : 0;
        int max = params.has("max_dim") ? params.whole("max_dim") : 0;
        double scale = params.has("min_scale") ? params.number("min_scale") : 0;
        int[] crop = golden.ints("crop");
        return resize(mode, min, max, scale).geometry(height, width, new ChosenNumbers(crop[0], crop[1]));
    }

    private static Resize resize(String mode, int min, int max, double scale) throws IOException {
        return switch (mode) {
            case "square" -> new Resize.Square(min, max, scale);
            case "pad64" -> new Resize.Pad64(min, scale);
            case "crop" -> new Resize.Crop(min, scale);
            default ->
                throw new IOException("case.json: params.mode: expected square, pad64, crop or none, found " + mode);
        };
    }

    private float[] meta(Image input, ResizedImage resized) throws IOException {
        int[] expected = golden.ints("meta");
        int[] active = Arrays.copyOfRange(expected, META, Math.max(META, expected.length));
        return ImageMeta.of(expected[0], input, resized, active).toArray();
    }

    private static int[] scaledSize(ResizeGeometry geometry) {
        return new int[] {geometry.scaledHeight(), geometry.scaledWidth()};
    }

    private static Image image(Npy array) {
        int[] shape = array.shape();
        return new Image(shape[0], shape[1], shape[2], array.bytes());
    }

    private static int[] samples(Image image) {
        int[] samples = new int[image.pixels().length];
        Arrays.setAll(samples, i -> image.pixels()[i] & 0xff);
        return samples;
    }

    private static double shareOff(Image expected, Image actual) {
        byte[] a = expected.pixels();
        byte[] b = actual.pixels();
        int off = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            off += a[i] == b[i] ? 0 : 1;
        }
        return (double) off / a.length;
    }

    /** Random numbers that produce the position of the crop in the case. */
    private static final class ChosenNumbers implements RandomGenerator {
        private final int[] numbers;
        private int drawn;

        ChosenNumbers(int... numbers) {
            this.numbers = numbers;
        }

        @Override
        public int nextInt(int bound) {
            int number = numbers[drawn++];
            if (number < 0 || number >= bound) {
                throw new IllegalArgumentException("crop.npy: expected a place below " + bound + ", found " + number);
            }
            return number;
        }

        @Override
        public long nextLong() {
            throw new IllegalStateException("only a crop draws, and only nextInt");
        }
    }
}
