// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Ops that record how to propagate gradients. Images are [N, H, W, C], kernels [height, width, in, out]. */
final class Tape {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Decisions decisions;

    Tape(Decisions decisions) {
        this.decisions = decisions;
    }

    /** Propagates the gradients of the results back to all inputs. */
    void backward() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }

    /** Computes a convolution with {@code pad} zeros on every border. */
    Tensor convolution(Tensor images, Tensor kernel, Tensor bias, int stride, int pad) {
        Patches patches = Patches.of(images, kernel.size(0), stride, pad);
        Tensor out = Tensor.of(images.size(0), patches.rows(), patches.columns(), kernel.size(3));
        product(patches.read(images), kernel, bias, out);
        steps.push(
                () -> // reads the patches again, because keeping them would take gigabytes
                patches.addGradient(rowGradient(patches.read(images), kernel, bias, out), images));
        return out;
    }

    /** Computes a dense layer on rows [M, in]. */
    Tensor dense(Tensor rows, Tensor kernel, Tensor bias) {
        Tensor out = Tensor.of(rows.size(0), kernel.size(1));
        product(rows.values(), kernel, bias, out);
        steps.push(() -> add(rowGradient(rows.values(), kernel, bias, out), rows.gradient()));
        return out;
    }

    private static void product(double[] rows, Tensor kernel, Tensor bias, Tensor out) {
        int columns = bias.values().length;
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = bias.values()[i % columns];
        }
        Matrix.addProduct(rows, kernel.values(), out.values(), kernel.values().length / columns, columns);
    }

    /** Adds the gradients of kernel and bias, and returns that of the rows. */
    private static double[] rowGradient(double[] rows, Tensor kernel, Tensor bias, Tensor out) {
        int columns = bias.values().length;
        int length = kernel.values().length / columns;
        for (int i = 0; i < out.gradient().length; i++) {
            bias.gradient()[i % columns] += out.gradient()[i];
        }
        Matrix.addTransposedProduct(rows, out.gradient(), kernel.gradient(), length, columns);
        double[] gradient = new double[rows.length];
        Matrix.addProduct(out.gradient(), Matrix.transposed(kernel.values(), columns), gradient, columns, length);
        return gradient;
    }

    /** Computes a 2 x 2 transposed convolution with stride 2; its kernel is [2, 2, out, in]. */
    Tensor deconvolution(Tensor images, Tensor kernel, Tensor bias) {
        int in = kernel.size(3);
        int out = kernel.size(2);
        Tensor wide = Tensor.of(Matrix.transposed(kernel.values(), in), in, 4 * out);
        Tensor fourBiases = Tensor.of(4 * out);
        for (int i = 0; i < 4 * out; i++) {
            fourBiases.values()[i] = bias.values()[i % out];
        }
        steps.push(() -> {
            add(Matrix.transposed(wide.gradient(), 4 * out), kernel.gradient());
            for (int i = 0; i < 4 * out; i++) {
                bias.gradient()[i % out] += fourBiases.gradient()[i];
            }
        });
        int pixels = images.values().length / in;
        Tensor blocks = dense(images.as(pixels, in), wide, fourBiases);
        return blocksToPixels(blocks, images.size(0), images.size(1), images.size(2));
    }

    private Tensor blocksToPixels(Tensor blocks, int images, int height, int width) {
        int channels = blocks.size(1) / 4;
        Tensor out = Tensor.of(images, 2 * height, 2 * width, channels);
        int[] from = new int[out.values().length / channels];
        for (int p = 0; p < from.length; p++) {
            int x = p % (2 * width);
            int y = p / (2 * width) % (2 * height);
            int image = p / (4 * width * height);
            from[p] = (((image * height + y / 2) * width + x / 2) * 4 + y % 2 * 2 + x % 2) * channels;
        }
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = blocks.values()[from[i / channels] + i % channels];
        }
        steps.push(() -> {
            for (int i = 0; i < out.values().length; i++) {
                blocks.gradient()[from[i / channels] + i % channels] += out.gradient()[i];
            }
        });
        return out;
    }

    /** Computes batch normalization with stored statistics. */
    Tensor norm(Tensor images, Norm norm) {
        Tensor out = Tensor.of(images.shape());
        int channels = norm.gamma().values().length;
        double[] inverse = norm.inverseDeviation();
        double[] mean = norm.mean().values();
        double[] gamma = norm.gamma().values();
        for (int i = 0; i < out.values().length; i++) {
            int c = i % channels;
            out.values()[i] = gamma[c] * (images.values()[i] - mean[c]) * inverse[c]
                    + norm.beta().values()[c];
        }
        steps.push(() -> {
            for (int i = 0; i < out.values().length; i++) {
                int c = i % channels;
                double gradient = out.gradient()[i];
                norm.beta().gradient()[c] += gradient;
                norm.gamma().gradient()[c] += gradient * (images.values()[i] - mean[c]) * inverse[c];
                images.gradient()[i] += gradient * gamma[c] * inverse[c];
            }
        });
        return out;
    }

    Tensor relu(String name, Tensor in) {
        Tensor out = Tensor.of(in.shape());
        boolean[] passes = decisions.passes(name, in.values());
        for (int i = 0; i < passes.length; i++) {
            out.values()[i] = passes[i] ? in.values()[i] : 0;
        }
        steps.push(() -> {
            for (int i = 0; i < passes.length; i++) {
                in.gradient()[i] += passes[i] ? out.gradient()[i] : 0;
            }
        });
        return out;
    }

    Tensor sum(Tensor a, Tensor b) {
        Tensor out = Tensor.of(a.shape());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = a.values()[i] + b.values()[i];
        }
        steps.push(() -> {
            add(out.gradient(), a.gradient());
            add(out.gradient(), b.gradient());
        });
        return out;
    }

    /**
     * Computes 3 x 3 max pooling with stride 2 on images of even sides: TensorFlow pads only below and right.
     *
     * @param layer the layer whose result the images are
     */
    Tensor maxPool(String layer, Tensor images) {
        int height = images.size(1);
        int width = images.size(2);
        Tensor out = Tensor.of(images.size(0), height / 2, width / 2, images.size(3));
        int[] from = new int[out.values().length];
        for (int i = 0; i < from.length; i++) {
            from[i] = largest(layer, images, out, i);
            out.values()[i] = images.values()[from[i]];
        }
        steps.push(() -> scatter(out, images, from));
        return out;
    }

    private int largest(String layer, Tensor images, Tensor out, int i) {
        int channels = images.size(3);
        int x = 2 * (i / channels % out.size(2));
        int y = 2 * (i / channels / out.size(2) % out.size(1));
        int image = i / channels / out.size(2) / out.size(1);
        int best = -1;
        for (int k = 0; k < 9; k++) {
            if (y + k / 3 < images.size(1) && x + k % 3 < images.size(2)) {
                int at = ((image * images.size(1) + y + k / 3) * images.size(2) + x + k % 3) * channels + i % channels;
                best = best < 0 || decisions.larger(layer, images.values(), at, best) ? at : best;
            }
        }
        return best;
    }

    /** Resizes images by {@code factor} with nearest neighbours: 2 repeats pixels, 0.5 takes every second. */
    Tensor nearest(Tensor images, double factor) {
        int channels = images.size(3);
        int height = (int) (images.size(1) * factor);
        int width = (int) (images.size(2) * factor);
        Tensor out = Tensor.of(images.size(0), height, width, channels);
        int[] from = new int[out.values().length];
        for (int i = 0; i < from.length; i++) {
            int x = (int) (i / channels % width / factor);
            int y = (int) (i / channels / width % height / factor);
            int image = i / channels / width / height;
            from[i] = ((image * images.size(1) + y) * images.size(2) + x) * channels + i % channels;
            out.values()[i] = images.values()[from[i]];
        }
        steps.push(() -> scatter(out, images, from));
        return out;
    }

    private static void scatter(Tensor out, Tensor in, int[] from) {
        for (int i = 0; i < from.length; i++) {
            in.gradient()[from[i]] += out.gradient()[i];
        }
    }

    /** Concatenates rows [N, M_i, C] of several tensors, for each of N. */
    Tensor concat(List<Tensor> parts) {
        int images = parts.get(0).size(0);
        int channels = parts.get(0).size(2);
        Tensor out = Tensor.of(images, parts.stream().mapToInt(p -> p.size(1)).sum(), channels);
        int length = out.size(1) * channels;
        int at = 0;
        for (Tensor part : parts) {
            int own = part.size(1) * channels;
            int start = at;
            for (int n = 0; n < images; n++) {
                System.arraycopy(part.values(), n * own, out.values(), n * length + start, own);
            }
            steps.push(() -> {
                for (int i = 0; i < part.gradient().length; i++) {
                    part.gradient()[i] += out.gradient()[i / own * length + start + i % own];
                }
            });
            at += own;
        }
        return out;
    }

    /** Crops images; see {@link Crops}. */
    Tensor crops(Crops crops, List<Tensor> pyramid) {
        Tensor out = Tensor.of(
                crops.count(), crops.pool(), crops.pool(), pyramid.get(0).size(3));
        crops.read(pyramid, out);
        steps.push(() -> crops.addGradient(pyramid, out));
        return out;
    }

    private static void add(double[] from, double[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] += from[i];
        }
    }
}
