// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.weights.TensorType;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.names.Architecture;
import org.mrcnn.interop.internal.names.Software;
import org.mrcnn.interop.internal.names.WeightName;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights of PyTorch software under the names and in the layout of this project. Opening reads names and shapes; arrays are
 * read on demand. For a damaged or malicious file, a {@link WeightFileException} is thrown before much memory is allocated. Not
 * thread-safe.
 */
public final class TorchWeights implements WeightSource {

    /** Maximum number of elements of all tensors per byte of the file. Several views may share a storage. */
    private static final long MAX_SHARED = 8;

    private static final Set<TensorType> FLOATS =
            EnumSet.of(TensorType.F32, TensorType.F64, TensorType.F16, TensorType.BF16);

    private final Contents contents;
    private final StateDict state;
    private final Architecture architecture;
    private final Map<String, WeightName> names = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final FileFacts facts;
    private long channels = 1;

    private TorchWeights(Contents contents) {
        this.contents = contents;
        state = StateDict.of(contents);
        checkSize();
        architecture = Architecture.of(file().toString(), names(state));
        List<WeightName> wanted = architecture.names();
        facts = new FileFacts(architecture, state, shapes);
        facts.requireStyle(file());
        requireAll(wanted);
        OtherWidths.refuseBackbone(file().toString(), architecture, state.tensors());
        for (WeightName name : wanted) {
            add(name);
        }
        OtherWidths.refuseAgnostic(file().toString(), shapes);
        explainOthers(wanted.stream().map(WeightName::theirs).collect(Collectors.toSet()));
    }

    /**
     * Opens a file. The caller must close the weights.
     *
     * @throws WeightFileException if the file is damaged, lacks a tensor, or its network is not supported
     */
    public static TorchWeights open(Path file, TorchForm form) throws IOException {
        Contents contents = contents(file, form);
        try {
            return new TorchWeights(contents);
        } catch (RuntimeException e) {
            contents.close();
            throw named(file, e);
        }
    }

    /** Opens a file, and adds its name to every error. */
    static Contents contents(Path file, TorchForm form) throws IOException {
        try {
            return form.open(file);
        } catch (ZipException | EOFException e) {
            throw new WeightFileException(file + ": damaged, or no zip: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw named(file, e);
        }
    }

    private static RuntimeException named(Path file, RuntimeException e) {
        return e instanceof IllegalArgumentException
                ? new WeightFileException(file + ": damaged: " + e.getMessage(), e)
                : e;
    }

    /** Returns all names, including those of values that are not readable tensors: they help to recognize the network. */
    private static Set<String> names(StateDict state) {
        Set<String> names = new LinkedHashSet<>(state.tensors().keySet());
        names.addAll(state.others().keySet());
        return names;
    }

    private void checkSize() {
        long bytes = 0;
        for (Tensor tensor : state.tensors().values()) {
            bytes += tensor.length();
        }
        long file = file().toFile().length();
        if (bytes > MAX_SHARED * file) {
            throw new WeightFileException(file() + ": expected tensors of at most " + MAX_SHARED * file
                    + " elements in a file of " + file + " bytes, found " + bytes + ": made to do harm");
        }
    }

    private void requireAll(List<WeightName> wanted) {
        List<String> missing = new ArrayList<>();
        for (WeightName name : wanted) {
            String found = state.others().get(name.theirs());
            if (found != null) {
                throw new WeightFileException(file() + ": " + name.theirs() + ": expected a tensor, found " + found);
            }
            if (!state.tensors().containsKey(name.theirs())) {
                missing.add(name.theirs());
            }
        }
        if (!missing.isEmpty()) {
            throw new WeightFileException(file() + ": looks like " + looks(missing) + ", but " + missing.size()
                    + " tensors are missing: "
                    + missing.stream().limit(10).collect(Collectors.joining(", "))
                    + (missing.size() > 10 ? ", ..." : "")
                    + "; read are models with ResNet, feature pyramid and heads for boxes and masks");
        }
    }

    /** Describes a model that lacks these tensors. */
    private String looks(List<String> missing) {
        String software = architecture.software().dialect();
        if (missing.stream().allMatch(name -> name.contains("mask_")) && hasNone("mask_")) {
            return "a Faster R-CNN of " + software + ", which finds no masks";
        }
        if (architecture.software() != Software.CLASSIFIER && hasNone("roi_head")) {
            return "a region proposal network of " + software + " without the other heads";
        }
        if (missing.stream().allMatch(name -> name.contains(".running_"))) {
            return "a model of " + software + " with normalizations without statistics, such as GroupNorm";
        }
        return "a model of " + software;
    }

    private boolean hasNone(String part) {
        return state.tensors().keySet().stream().noneMatch(name -> name.contains(part));
    }

    private void add(WeightName name) {
        Tensor tensor = state.tensors().get(name.theirs());
        if (!FLOATS.contains(tensor.type())) {
            throw new WeightFileException(
                    file() + ": tensor " + name.theirs() + ": expected floating-point numbers, found " + tensor.type()
                            + ": quantized weights are not read; save the weights before they are quantized");
        }
        long[] theirs = tensor.shape();
        if (name.ours().equals("fpn_p2/kernel") || name.ours().equals("mrcnn_box_conv4/kernel")) {
            channels = theirs.length > 0 ? Math.max(1, theirs[0]) : 1;
        }
        long[] ours = name.shape(theirs, channels);
        if (ours == null) {
            throw new WeightFileException(file() + ": tensor " + name.theirs() + ": expected a shape for "
                    + name.layout() + ", found " + Arrays.toString(theirs));
        }
        names.put(name.ours(), name);
        shapes.put(name.ours(), ours);
    }

    /** Explains every unused tensor. One without explanation is reported as a difference between file and model. */
    private void explainOthers(Set<String> used) {
        state.others().forEach((name, what) -> skipped.put(name, "no tensor, but " + what));
        state.tensors().forEach((name, tensor) -> {
            String reason = used.contains(name) ? null : Skipped.reason(architecture, name);
            if (reason != null) {
                skipped.put(name, reason);
            } else if (!used.contains(name)) {
                shapes.put(name, tensor.shape());
            }
        });
    }

    @Override
    public Path file() {
        return contents.file();
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> copies = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> copies.put(name, shape.clone()));
        return copies;
    }

    @Override
    public Map<String, String> skipped() {
        return Collections.unmodifiableMap(skipped);
    }

    @Override
    public Optional<MaskRcnnConfig> config() {
        return Optional.of(told(facts::config));
    }

    @Override
    public List<String> labels() {
        return facts.labels();
    }

    @Override
    public List<String> hints() {
        return told(facts::hints);
    }

    /** Information that is derived from the file. */
    @FunctionalInterface
    private interface Fact<T> {
        T get() throws IOException;
    }

    private <T> T told(Fact<T> fact) {
        try {
            return fact.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new WeightFileException(file() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void read(String name, INDArray into) {
        WeightName weight = names.get(name);
        Tensor tensor = state.tensors().get(weight == null ? name : weight.theirs());
        told(() -> {
            float[] values = tensor.values();
            FloatBuffer to = NativeCopy.bytes(into).asFloatBuffer();
            if (weight == null) {
                to.put(values);
            } else {
                weight.transfer(values, tensor.shape(), channels, to);
            }
            return null;
        });
    }

    @Override
    public void close() {
        try {
            contents.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
