// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.internal.npy.Npy;

/**
 * A folder of reference results: {@code case.json} with parameters, scalar results and tolerances, and {@code .npy} arrays,
 * which may be gzipped ({@code .npy.gz}).
 *
 * @param folder folder of the case
 * @param json its {@code case.json}
 */
record GoldenCase(Path folder, JsonNode json) {

    /** Reads {@code case.json}. */
    static GoldenCase read(Path folder) throws IOException {
        Path file = folder.resolve("case.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException("case.json is missing");
        }
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new IOException("case.json: expected an object, found " + json.getNodeType());
            }
            return new GoldenCase(folder, json);
        } catch (JsonProcessingException e) {
            throw new IOException("case.json, line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the topic in {@code case.json}; the name of the parent folder if there is none, or the file cannot be read. */
    static String topicOf(CaseFolder folder) {
        try {
            return read(folder.folder()).json.path("topic").asText(folder.topic());
        } catch (IOException e) {
            return folder.topic();
        }
    }

    Fields params() {
        return new Fields("params", json.path("params"));
    }

    /** Returns the scalar results. */
    Fields values() {
        return new Fields("values", json.path("values"));
    }

    boolean has(String array) {
        return Files.isRegularFile(file(array, ".npy")) || Files.isRegularFile(file(array, ".npy.gz"));
    }

    /** Reads an array, whose shape must be the one in {@code case.json}, if there is one. */
    Npy array(String array) throws IOException {
        if (!has(array)) {
            throw new IOException(array + ".npy is missing");
        }
        Path plain = file(array, ".npy");
        Npy npy = Npy.read(Files.isRegularFile(plain) ? plain : file(array, ".npy.gz"));
        JsonNode declared = json.path("arrays").path(array).path("shape");
        int[] shape = new int[declared.size()];
        Arrays.setAll(shape, i -> declared.get(i).asInt());
        if (declared.isArray() && !Arrays.equals(shape, npy.shape())) {
            throw new IOException(array + ".npy: case.json says shape " + Arrays.toString(shape) + ", found "
                    + Arrays.toString(npy.shape()));
        }
        return npy;
    }

    float[] floats(String array) throws IOException {
        return array(array).floats();
    }

    double[] doubles(String array) throws IOException {
        return array(array).doubles();
    }

    int[] ints(String array) throws IOException {
        return array(array).ints();
    }

    /** Returns the tolerance of the case for an array, otherwise for all arrays, otherwise the given one. */
    Tolerance tolerance(String array, Tolerance otherwise) {
        String words = toleranceWords(array);
        return Tolerance.parse(words.isEmpty() ? toleranceWords("all") : words).orElse(otherwise);
    }

    /** Returns the text about the tolerance of an array; an entry may contain several names separated by commas. */
    String toleranceWords(String array) {
        for (Map.Entry<String, JsonNode> entry : json.path("tolerance").properties()) {
            if (List.of(entry.getKey().split(", *")).contains(array)) {
                return entry.getValue().asText();
            }
        }
        return "";
    }

    private Path file(String array, String ending) {
        return folder.resolve(array + ending);
    }
}
