// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipFile;
import org.mrcnn.data.internal.file.Text;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.ZipBytes;

/**
 * A {@code .keras} file: a zip with the configuration of the layers as JSON and their weights as HDF5. The weights are stored
 * under the class of the layer, numbered in the order of the model, such as {@code layers/conv2d_1}.
 */
final class KerasArchive {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final int MAX_CONFIG = 64 << 20;

    private KerasArchive() {}

    /** Opens the weights. Closing them closes the zip. */
    static Hdf5File weights(Path file, ZipFile zip) throws IOException {
        return Hdf5File.of(file, entry(file, zip, WEIGHTS), zip);
    }

    /** Returns the names of the layers by their paths in the weights. */
    static Map<String, String> names(Path file, ZipFile zip) throws IOException {
        Bytes entry = entry(file, zip, CONFIG);
        if (entry.size() > MAX_CONFIG) {
            throw new WeightFileException(
                    entry.name() + ": expected at most " + MAX_CONFIG + " bytes, found " + entry.size());
        }
        byte[] json = new byte[(int) entry.size()];
        entry.read(0, ByteBuffer.wrap(json));
        Map<String, String> names = new HashMap<>();
        try {
            collect(new ObjectMapper().readTree(json), "", names);
        } catch (JsonProcessingException e) {
            throw new WeightFileException(entry.name() + ": damaged: " + Text.fault(e), e);
        }
        return names;
    }

    private static Bytes entry(Path file, ZipFile zip, String name) {
        return ZipBytes.of(zip, file.toFile().length(), name, "Keras");
    }

    private static void collect(JsonNode model, String place, Map<String, String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        for (JsonNode layer : model.path("config").path("layers")) {
            String kind = snakeCase(layer.path("class_name").asText());
            int number = numbers.merge(kind, 1, Integer::sum) - 1;
            String inner = place + "/layers/" + kind + (number == 0 ? "" : "_" + number);
            names.put(inner, layer.path("config").path("name").asText());
            collect(layer, inner, names);
        }
    }

    /** Converts a class name as Keras does: Conv2DTranspose becomes conv2d_transpose. */
    private static String snakeCase(String name) {
        return name.replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
