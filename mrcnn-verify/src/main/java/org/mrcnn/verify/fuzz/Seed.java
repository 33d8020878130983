// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A valid input of a reader, which is then damaged.
 *
 * @param files content by path, relative to a folder that is created for the run
 * @param opened the path that the reader opens; empty for the folder itself
 */
record Seed(Map<String, byte[]> files, String opened) {
    Seed {
        files = new TreeMap<>(files);
    }

    /** Returns a seed of one file. */
    static Seed of(String name, byte[] content) {
        return new Seed(Map.of(name, content), name);
    }

    /** Returns a seed of all files in a folder. */
    static Seed of(Path folder, String opened) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Seed(files, opened);
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    void writeTo(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }
}
