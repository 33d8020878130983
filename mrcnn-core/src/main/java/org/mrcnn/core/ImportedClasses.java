// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.core.weights.WeightImport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the classes of imported heads with those of the model: shapes do not show that their order differs. */
final class ImportedClasses {
    private static final Logger LOG = LoggerFactory.getLogger(ImportedClasses.class);

    private ImportedClasses() {}

    /**
     * Logs a warning if the heads were loaded and some of their classes have other names in the model.
     *
     * @param theirs class names of the file, background first; empty if the file does not contain them
     * @param ours class names of the model, background first
     * @return the warning
     */
    static Optional<String> check(WeightImport done, List<String> theirs, List<String> ours) {
        if (theirs.size() != ours.size() || !done.loaded().contains(NetworkNames.MRCNN_CLASS_LOGITS + "/bias")) {
            return Optional.empty();
        }
        List<String> differing = IntStream.range(1, ours.size())
                .filter(id -> !theirs.get(id).equals(ours.get(id)))
                .mapToObj(id -> "class " + id + " is '" + theirs.get(id) + "' there and '" + ours.get(id) + "' here")
                .toList();
        if (differing.isEmpty()) {
            return Optional.empty();
        }
        String warning =
                done.file() + ": the weights are for other classes than those of the model: " + differing.get(0)
                        + (differing.size() == 1 ? "" : ", and " + (differing.size() - 1) + " more")
                        + "; exclude heads to reinitialize them, or give the model the classes of the file in their order";
        LOG.warn(warning);
        return Optional.of(warning);
    }
}
