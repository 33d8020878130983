// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.weights.WeightImport;

class ImportedClassesTest {

    private static final List<String> OURS = List.of("BG", "cat", "dog");

    private static WeightImport imported(String... loaded) {
        return new WeightImport(Path.of("m.mrcnn"), List.of(loaded), List.of(), List.of(), Map.of());
    }

    @Test
    void headsOfOtherClassesAreTold() {
        WeightImport heads = imported("conv1/kernel", "mrcnn_class_logits/bias");
        assertThat(ImportedClasses.check(heads, List.of("BG", "dog", "cat"), OURS)
                        .orElseThrow())
                .contains("m.mrcnn", "class 1 is 'dog' there and 'cat' here, and 1 more", "exclude heads");
        assertThat(ImportedClasses.check(heads, List.of("BG", "cat", "lion"), OURS)
                        .orElseThrow())
                .contains("class 2 is 'lion' there and 'dog' here;");
    }

    @Test
    void theSameClassesExcludedHeadsAndUnknownNamesAreNot() {
        WeightImport heads = imported("mrcnn_class_logits/bias");
        assertThat(ImportedClasses.check(heads, OURS, OURS)).isEmpty();
        assertThat(ImportedClasses.check(heads, List.of(), OURS)).isEmpty();
        assertThat(ImportedClasses.check(imported("conv1/kernel"), List.of("BG", "dog", "cat"), OURS))
                .isEmpty();
    }
}
