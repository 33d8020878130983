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
 * Writes weights in the format of Keras's {@code save_weights}, for {@code load_weights(by_name=True)} in Keras 2 and in
 * Matterport's Mask R-CNN. The file does not contain class names and configuration.
 */
public final class KerasWeightsWriter {

    /** A version of Keras 2, as the file format. Keras transforms the kernels of files with version 1 or without version. */
    private static final String KERAS_VERSION = "2.2.4";

    /** Maximum size of an HDF5 attribute in bytes. Keras splits longer lists. */
    private static final int MAX_ATTRIBUTE = 64512;

    private static final List<String> KINDS =
            List.of("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance");

    private KerasWeightsWriter() {}

    /**
     * Writes a file. If this fails, an existing file stays as it was.
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

    /** Writes the file like jhdf's WritableHdfFile, which does not close its file if a write fails. */
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

    /** Sorts the weights of a layer, which Keras identifies by position: kernel, bias; gamma, beta, mean, variance. */
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

    /** Writes a list of texts as the attribute {@code name}, or, if it is long, as name0, name1 and so on. */
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
