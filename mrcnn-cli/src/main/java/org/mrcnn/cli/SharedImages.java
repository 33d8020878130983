// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.internal.Plural;

/** Finds images that are used for both training and validation: metrics on them do not apply to other images. */
final class SharedImages {

    private SharedImages() {}

    /** Returns a sentence about these images; empty if there are none, or no validation data. */
    static Optional<String> note(AnnotatedDataset train, AnnotatedDataset validationOrNull) {
        if (validationOrNull == null) {
            return Optional.empty();
        }
        Set<Path> trained = files(train).collect(Collectors.toSet());
        long shared = files(validationOrNull).filter(trained::contains).count();
        return shared == 0
                ? Optional.empty()
                : Optional.of("note: of " + Plural.of(validationOrNull.size(), "validation image") + ", " + shared
                        + " are trained on too; the model will look better on them than on others");
    }

    private static Stream<Path> files(AnnotatedDataset data) {
        return IntStream.range(0, data.size())
                .mapToObj(i -> data.imageFile(i).toAbsolutePath().normalize());
    }
}
