// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A safetensors file of a run of any graph: its trained variables by name, and the state of its optimizer.
 *
 * @param variables the variables
 * @param optimizer the state of the optimizer by name
 * @param steps number of steps made
 */
record StepFile(Map<String, INDArray> variables, Map<String, INDArray> optimizer, int steps) {

    private static final String STEPS = "steps";
    private static final String VARIABLE = "variable/";
    private static final String OPTIMIZER = "optimizer/";
    private static final int MAX_STEPS = 999_999_999;

    StepFile {
        if (steps < 0 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("steps: expected 0 to " + MAX_STEPS + ", found " + steps);
        }
    }

    /**
     * Replaces a file as a whole.
     *
     * @throws IOException if it cannot be written; the message names the file
     * @throws IllegalArgumentException if values are not finite; an earlier file stays, from which the run can be resumed
     */
    void write(Path file) throws IOException {
        NamedWeights.requireFinite(file.toString(), variables);
        NamedWeights.requireFinite(file + ", state of the optimizer", optimizer);
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        variables.forEach((name, array) -> arrays.put(VARIABLE + name, array));
        optimizer.forEach((name, array) -> arrays.put(OPTIMIZER + name, array));
        try {
            replace(file, out -> Safetensors.write(out, arrays, Map.of(STEPS, String.valueOf(steps))));
        } catch (IOException e) {
            boolean system = e instanceof FileSystemException;
            throw new IOException(file + ": cannot be written: " + (system ? e.toString() : e.getMessage()), e);
        }
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        Path whole = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(); // a link stays a link
        // Not a temporary file of Java's, which other users could not read.
        Path part = whole.resolveSibling(whole.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
            }
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Reads a file, passes its content to a function, and frees the arrays. Returns the number of steps. */
    static int read(Path file, Consumer<StepFile> use) throws IOException {
        Safetensors.Content content = Safetensors.read(file);
        try (NamedWeights arrays = content.weights()) {
            String steps = content.metadata().get(STEPS);
            if (steps == null || !steps.matches("\\d{1,9}")) {
                throw new WeightFileException(
                        file + ": expected the number of steps that TrainStep.save writes, found " + steps);
            }
            StepFile read = new StepFile(
                    named(VARIABLE, arrays.asMap()), named(OPTIMIZER, arrays.asMap()), Integer.parseInt(steps));
            use.accept(read);
            return read.steps();
        }
    }

    private static Map<String, INDArray> named(String prefix, Map<String, INDArray> arrays) {
        Map<String, INDArray> named = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                named.put(name.substring(prefix.length()), array);
            }
        });
        return named;
    }
}
