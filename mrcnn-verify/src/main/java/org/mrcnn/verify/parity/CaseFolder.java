// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that should contain a case.
 *
 * @param topic name of the parent folder
 * @param folder folder of the case
 */
record CaseFolder(String topic, Path folder) {

    /** Returns all folders {@code root/TOPIC/CASE}; the root may also be the folder of one topic, or of one case. */
    static List<CaseFolder> below(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        if (isCase(absolute)) {
            return List.of(new CaseFolder(topicName(absolute.getParent()), absolute));
        }
        List<Path> folders = folders(absolute);
        List<CaseFolder> found = new ArrayList<>();
        if (folders.stream().anyMatch(CaseFolder::isCase)) {
            folders.forEach(f -> found.add(new CaseFolder(topicName(absolute), f)));
            return found;
        }
        for (Path topic : folders) {
            for (Path folder : folders(topic)) {
                found.add(new CaseFolder(topicName(topic), folder));
            }
        }
        return found;
    }

    String name() {
        return topic + "/" + folder.getFileName();
    }

    private static String topicName(Path folder) {
        return folder == null || folder.getFileName() == null
                ? ""
                : folder.getFileName().toString();
    }

    private static boolean isCase(Path folder) {
        return Files.isRegularFile(folder.resolve("case.json"));
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(e -> Files.isDirectory(e) && !topicName(e).startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
