// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.mrcnn.interop.internal.keras.KerasWeights;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weight files written by Keras, {@code NAME.h5} or {@code NAME.h5.gz}, each with a {@code NAME.listing.json}: shapes and sums
 * of every array as read, and all values after writing and reading them again.
 */
final class WeightFilesTopic implements Topic {

    @Override
    public String name() {
        return "h5";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        for (Path listing : listings(golden.folder())) {
            String name = listing.getFileName().toString().replace(".listing.json", "");
            Path folder = Files.createTempDirectory("mrcnn-parity");
            try {
                compare(name, listing, unpacked(golden.folder(), name, folder), folder, comparisons);
            } finally {
                delete(folder);
            }
        }
        if (comparisons.isEmpty()) {
            throw new IOException("there is no .listing.json");
        }
        return comparisons;
    }

    private static List<Path> listings(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".listing.json"))
                    .sorted()
                    .toList();
        }
    }

    private static Path unpacked(Path from, String name, Path folder) throws IOException {
        Path packed = from.resolve(name + ".h5.gz");
        if (!Files.isRegularFile(packed)) {
            return from.resolve(name + ".h5");
        }
        Path file = folder.resolve(name + ".h5");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, file);
        }
        return file;
    }

    private static void compare(String name, Path listing, Path file, Path scratch, List<Comparison> comparisons)
            throws IOException {
        Map<String, INDArray> weights = read(file);
        Map<String, INDArray> again = Map.of();
        try {
            Map<String, JsonNode> listed = listed(listing);
            comparisons.add(Comparison.of(name + " arrays", listed.size(), weights.size(), Tolerance.EXACT));
            for (Map.Entry<String, JsonNode> entry : listed.entrySet()) {
                String label = name + " " + entry.getKey();
                comparisons.add(sums(label, entry.getValue(), weights.get(entry.getKey())));
            }
            Path written = scratch.resolve("written.h5");
            KerasWeightsWriter.write(written, weights);
            again = read(written);
            for (Map.Entry<String, INDArray> entry : weights.entrySet()) {
                comparisons.add(Comparison.of(
                        name + " " + entry.getKey() + " written",
                        entry.getValue().data().asFloat(),
                        again.get(entry.getKey()).data().asFloat(),
                        Tolerance.EXACT));
            }
        } finally {
            weights.values().forEach(INDArray::close);
            again.values().forEach(INDArray::close);
        }
    }

    /** Compares shape, sum and sum of squares of an array. */
    private static Comparison sums(String label, JsonNode listed, INDArray found) throws IOException {
        if (found == null) {
            throw new IOException(label + ": not found in the file");
        }
        double[] expected = new double[listed.path("shape").size() + 2];
        double[] actual = new double[found.rank() + 2];
        for (int i = 0; i < expected.length - 2; i++) {
            expected[i] = listed.path("shape").get(i).asDouble();
        }
        for (int i = 0; i < found.rank(); i++) {
            actual[i] = found.size(i);
        }
        expected[expected.length - 2] = listed.path("sum").asDouble();
        expected[expected.length - 1] = listed.path("sum_of_squares").asDouble();
        float[] values = found.data().asFloat();
        actual[actual.length - 2] =
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
        actual[actual.length - 1] = IntStream.range(0, values.length)
                .mapToDouble(i -> (double) values[i] * values[i])
                .sum();
        // Both sides sum accurately in double, the stream with compensation and numpy pairwise.
        return Comparison.of(label, expected, actual, Tolerance.absolute(1e-9));
    }

    private static Map<String, INDArray> read(Path file) throws IOException {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        try (KerasWeights source = KerasWeights.open(file)) {
            source.shapes().forEach((name, shape) -> {
                INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
                weights.put(name, array);
                source.read(name, array);
            });
        }
        return weights;
    }

    /** Returns the datasets of a listing by our names, without those that are not part of a layer, as in reading. */
    private static Map<String, JsonNode> listed(Path listing) throws IOException {
        Map<String, JsonNode> datasets = new LinkedHashMap<>();
        for (JsonNode entry : new ObjectMapper().readTree(listing.toFile())) {
            if (entry.path("kind").asText().equals("dataset")) {
                String[] steps = entry.path("path").asText().split("/", -1);
                datasets.put(steps[steps.length - 2] + "/" + steps[steps.length - 1].replace(":0", ""), entry);
            }
        }
        return datasets;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
