// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.file.Text;
import org.mrcnn.interop.internal.CocoLabels;

/** Parses class names in arguments. */
final class Labels {
    /** Names of the background in other software, in lower case. */
    private static final Set<String> BACKGROUND = Set.of("bg", "background", "__background__", "_background_");

    /** Name of class ids that no image uses; may occur several times. */
    private static final String UNUSED = "N/A";

    private static final Pattern LOOKS_LIKE_A_FILE =
            Pattern.compile("(?:~|\\.{0,2})/[^,]*|[^,]*\\.(?:txt|names|csv|lst)");

    private Labels() {}

    /**
     * Returns class names by class id, background first.
     *
     * @param given {@code coco} for the 80 classes of COCO, a file with one name per line, or names separated by commas
     * @throws IOException if it looks like a file that cannot be read, or contains a name twice
     */
    static List<String> of(String given) throws IOException {
        List<String> labels = new ArrayList<>(
                names(given).map(String::strip).filter(name -> !name.isEmpty()).toList());
        if (!labels.isEmpty() && BACKGROUND.contains(labels.get(0).toLowerCase(Locale.ROOT))) {
            labels.remove(0);
        }
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            if (!label.equals(UNUSED) && !seen.add(label)) {
                throw new IOException(
                        "--labels " + given + ": expected a name for each class, found " + label + " twice");
            }
        }
        if (labels.isEmpty()) {
            throw new IOException(
                    "--labels: expected a name for each class but the background, found none in \"" + given + '"');
        }
        labels.add(0, Dataset.BACKGROUND);
        return labels;
    }

    private static Stream<String> names(String given) throws IOException {
        if (given.equals("coco")) {
            return CocoLabels.names().stream();
        }
        if (Files.isRegularFile(Path.of(given))) {
            return Text.lines(Path.of(given)).stream();
        }
        if (LOOKS_LIKE_A_FILE.matcher(given).matches()) {
            throw new IOException("--labels: there is no file " + given);
        }
        return Stream.of(given.split(",", -1));
    }
}
