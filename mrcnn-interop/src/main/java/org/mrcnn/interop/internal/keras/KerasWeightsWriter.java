// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.Superblock;
import io.jhdf.WritableGroupImpl;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.LayerPattern;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes weights as Keras's {@code save_weights} does, for {@code load_weights(by_name=True)} of Keras 2 and of Matterport's
 * Mask R-CNN. Class names and configuration are not part of such a file.
 */
public final class KerasWeightsWriter {

    /** The format of Keras 2; Keras changes kernels of files that name version 1, or none. */
    private static final String KERAS_VERSION = "2.2.4";

    /** Keras splits longer lists: HDF5 takes no attribute of more. */
    private static final int MAX_ATTRIBUTE = 64512;

    private static final List<String> KINDS =
            List.of("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance");

    private KerasWeightsWriter() {}

    /**
     * Writes a file as a whole, or not at all.
     *
     * @param weights FLOAT arrays by name, {@code layer/kind}, in the order of the layers
     */
    public static void write(Path file, Map<String, INDArray> weights) throws IOException {
        NamedWeights.requireFinite(file.toString(), weights);
        Map<String, List<String>> groups = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            check(name, array);
            groups.computeIfAbsent(KerasNames.group(LayerPattern.layerOf(name)), g -> new ArrayList<>())
                    .add(name);
        });
        WritableGroup root = new WritableGroupImpl(null, "/");
        putTexts(root, "layer_names", List.copyOf(groups.keySet()));
        root.putAttribute("backend", "tensorflow");
        root.putAttribute("keras_version", KERAS_VERSION);
        groups.forEach((group, names) -> putGroup(root.putGroup(group), inKerasOrder(names), weights));
        AtomicFile.write(file, channel -> write(channel, root));
    }

    /** As jhdf's own WritableHdfFile writes, which does not close its file when a write fails. */
    private static void write(FileChannel channel, WritableGroup root) throws IOException {
        Superblock.SuperblockV2V3 superblock = new Superblock.SuperblockV2V3();
        HdfFileChannel out = new HdfFileChannel(channel, superblock);
        try {
            root.write(out, WritableHdfFile.ROOT_GROUP_ADDRESS);
            out.write(superblock.toBuffer(channel.size()), 0);
        } catch (HdfWritingException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void check(String name, INDArray array) {
        String kind = name.substring(name.lastIndexOf('/') + 1);
        if (array.dataType() != DataType.FLOAT || array.rank() < 1 || array.rank() > 4 || !KINDS.contains(kind)) {
            throw new IllegalArgumentException("weights " + name + ": expected FLOAT of 1 to 4 sides, one of " + KINDS
                    + ", found " + array.dataType() + " of " + array.rank() + " sides");
        }
    }

    /** Keras takes the weights of a layer by their place: kernel, bias; gamma, beta, mean, variance. */
    private static List<String> inKerasOrder(List<String> names) {
        List<String> layers =
                names.stream().map(LayerPattern::layerOf).distinct().toList();
        List<String> ordered = new ArrayList<>();
        for (String layer : layers) {
            KINDS.stream()
                    .map(kind -> layer + "/" + kind)
                    .filter(names::contains)
                    .forEach(ordered::add);
        }
        return ordered;
    }

    private static void putGroup(WritableGroup group, List<String> names, Map<String, INDArray> weights) {
        putTexts(group, "weight_names", names.stream().map(name -> name + ":0").toList());
        Map<String, WritableGroup> layers = new LinkedHashMap<>();
        for (String name : names) {
            String layer = LayerPattern.layerOf(name);
            String dataset = name.substring(layer.length() + 1) + ":0";
            layers.computeIfAbsent(layer, group::putGroup)
                    .putDataset(dataset, new StreamedDataset(dataset, weights.get(name)));
        }
    }

    /** A list of texts as attribute {@code name}, or as name0, name1 ... where it is long. */
    private static void putTexts(WritableNode node, String name, List<String> texts) {
        int width = 1
                + texts.stream()
                        .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .max()
                        .orElse(0);
        int most = MAX_ATTRIBUTE / width;
        if (texts.size() <= most) {
            node.putAttribute(name, texts.toArray(String[]::new));
            return;
        }
        for (int i = 0; i * most < texts.size(); i++) {
            List<String> part = texts.subList(i * most, Math.min(texts.size(), (i + 1) * most));
            node.putAttribute(name + i, part.toArray(String[]::new));
        }
    }
}
