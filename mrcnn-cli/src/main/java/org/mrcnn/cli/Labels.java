// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.file.Text;
import org.mrcnn.interop.internal.CocoLabels;

/** Class names as a user gives them. */
final class Labels {
    private Labels() {}

    /**
     * Class names by class id, background first.
     *
     * @param given {@code coco} for the 80 classes of COCO, a file with one name per line, or names separated by commas
     */
    static List<String> of(String given) throws IOException {
        Stream<String> names;
        if (given.equals("coco")) {
            names = CocoLabels.names().stream();
        } else if (Files.isRegularFile(Path.of(given))) {
            names = Text.lines(Path.of(given)).stream();
        } else {
            names = Stream.of(given.split(",", -1));
        }
        List<String> labels = new ArrayList<>(
                names.map(String::strip).filter(name -> !name.isEmpty()).toList());
        if (labels.isEmpty() || !labels.get(0).equals(Dataset.BACKGROUND)) {
            labels.add(0, Dataset.BACKGROUND);
        }
        return labels;
    }
}
