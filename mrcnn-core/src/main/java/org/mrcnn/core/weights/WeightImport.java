// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.core.internal.LayerPattern;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The result of importing weights.
 *
 * @param file the file that the weights come from
 * @param loaded names of the weights that now have the file's values
 * @param fresh names of the model's weights that were excluded and kept their values
 * @param unread names of the file's weights that were excluded
 * @param skipped names of other arrays in the file, each with the reason why networks of this project do not use it
 */
public record WeightImport(
        Path file, List<String> loaded, List<String> fresh, List<String> unread, Map<String, String> skipped) {

    public WeightImport {
        loaded = List.copyOf(loaded);
        fresh = List.copyOf(fresh);
        unread = List.copyOf(unread);
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    }

    /**
     * Copies the weights of a file into a model's arrays. All names and shapes are compared first; if they do not match,
     * nothing is copied. If reading fails later, or values are not finite, some arrays already have the file's values: the
     * model must not be used then.
     *
     * @param weights the model's arrays by name, whose content is replaced
     * @throws IllegalArgumentException if arrays are missing, unexpected, of another shape, or not finite; the message names
     *     the file and lists all of them
     */
    public static WeightImport into(Map<String, INDArray> weights, WeightSource source, WeightExclusion exclude) {
        Map<String, long[]> expected = new LinkedHashMap<>();
        weights.forEach((name, array) -> expected.put(name, array.shape()));
        Map<String, long[]> found = source.shapes();
        Set<String> all = new LinkedHashSet<>(expected.keySet());
        all.addAll(found.keySet());
        try {
            exclude.requireAny(all);
            NamedWeights.checkShapes(expected, found, exclude);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    source.file() + ": " + e.getMessage() + hint(expected.keySet(), found.keySet()), e);
        }
        List<String> loaded = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        Map<String, INDArray> read = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            if (exclude.test(name)) {
                fresh.add(name);
            } else {
                source.read(name, array);
                loaded.add(name);
                read.put(name, array);
            }
        });
        NamedWeights.requireFinite(source.file().toString(), read);
        return new WeightImport(
                source.file(),
                loaded,
                fresh,
                found.keySet().stream().filter(exclude).toList(),
                source.skipped());
    }

    /** Returns what to do in the two cases that are probably intended. */
    private static String hint(Set<String> expected, Set<String> found) {
        if (found.stream().noneMatch(WeightExclusion.TOP)) {
            return "\nthe file has layers of a backbone only: exclude \"top\" to load it and keep the rest as initialized";
        }
        return expected.stream().filter(WeightExclusion.HEADS).allMatch(found::contains)
                ? "\nto train on other classes than the file's, exclude \"heads\"; on images of other channels, exclude"
                        + " \"conv1\"; if backbone or widths differ, change the configuration"
                : "";
    }

    /** Returns one line for a terminal: the counts, and the layers that were not loaded. */
    @Override
    public String toString() {
        return file + ": " + loaded.size() + " arrays loaded"
                + (fresh.isEmpty() ? "" : "; layers not loaded, which keep their initial values: " + layers(fresh))
                + (unread.isEmpty() ? "" : "; layers of the file that were not read: " + layers(unread))
                + (skipped.isEmpty() ? "" : "; not needed: " + reasons());
    }

    private String reasons() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        skipped.forEach((name, reason) ->
                byReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(name));
        return byReason.entrySet().stream()
                .map(e -> some(e.getValue()) + " (" + e.getKey() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String some(List<String> names) {
        return names.size() > 2 ? names.size() + " arrays such as " + names.get(0) : String.join(" and ", names);
    }

    private static String layers(List<String> weights) {
        return weights.stream().map(LayerPattern::layerOf).distinct().collect(Collectors.joining(", "));
    }
}
