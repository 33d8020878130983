// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A process that ends, without a chance to clean up, while it saves a model. */
final class SaveAndHalt {
    static final int STATUS = 42;

    private SaveAndHalt() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("a/kernel", Nd4j.ones(300, 300));
        weights.put("b/kernel", deadly(Nd4j.ones(300, 300), file.getParent()));
        new ModelFile(
                        MaskRcnnConfig.defaults(),
                        List.of("BG", "new"),
                        new NamedWeights(weights),
                        Provenance.untrained(2))
                .save(file);
    }

    /** Returns an array that ends the process when its values are read for a file that is partly written. */
    private static INDArray deadly(INDArray array, Path folder) {
        return (INDArray) Proxy.newProxyInstance(
                SaveAndHalt.class.getClassLoader(), new Class<?>[] {INDArray.class}, (self, method, values) -> {
                    if (method.getName().equals("data") && isPartlyWritten(folder)) {
                        Runtime.getRuntime().halt(STATUS);
                    }
                    return method.invoke(array, values);
                });
    }

    private static boolean isPartlyWritten(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(
                    file -> file.toString().endsWith(".tmp") && file.toFile().length() > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
