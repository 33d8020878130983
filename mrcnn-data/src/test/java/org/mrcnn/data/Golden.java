// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.data.internal.npy.Npy;

/**
 * A case of reference results under {@code /golden/<topic>/<name>}: arrays, and a {@code case.json} that says what they are.
 */
public record Golden(String topic, String name) {
    /** Returns every case of a topic that is among the test resources. */
    public static List<Golden> cases(String topic) {
        URL folder = Golden.class.getResource("/golden/" + topic);
        if (folder == null) {
            throw new IllegalArgumentException("no resource folder /golden/" + topic);
        }
        try (Stream<Path> folders = Files.list(Path.of(folder.toURI()))) {
            return folders.map(f -> new Golden(topic, f.getFileName().toString()))
                    .sorted((a, b) -> a.name.compareTo(b.name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one array. */
    public Npy array(String array) {
        String path = "/golden/" + topic + "/" + name + "/" + array + ".npy";
        try (InputStream plain = Golden.class.getResourceAsStream(path);
                InputStream zipped = Golden.class.getResourceAsStream(path + ".gz")) {
            if (plain == null && zipped == null) {
                throw new IllegalArgumentException("no resource " + path + " and no " + path + ".gz");
            }
            return Npy.parse((plain == null ? zipped : plain).readAllBytes(), path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one array as floats. */
    public float[] floats(String array) {
        return array(array).floats();
    }

    /** Reads one array as ints. */
    public int[] ints(String array) {
        return array(array).ints();
    }

    /** Returns {@code case.json}. */
    public JsonNode json() {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + topic + "/" + name + "/case.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the parameters of the case. */
    public JsonNode params() {
        return json().get("params");
    }

    @Override
    public String toString() {
        return topic + "/" + name;
    }
}
