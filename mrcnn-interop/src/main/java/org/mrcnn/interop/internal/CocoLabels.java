// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The class names of COCO. */
public final class CocoLabels {

    /** Ids without images, which torchvision counts as classes. */
    private static final Set<Integer> UNUSED = Set.of(12, 26, 29, 30, 45, 66, 68, 69, 71, 83);

    private static final String UNUSED_NAME = "N/A";

    private CocoLabels() {}

    /** The background and the 80 classes. */
    public static List<String> names() {
        try (InputStream in = CocoLabels.class.getResourceAsStream("coco-labels.txt")) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same by category id, 0 to 90: torchvision's names, N/A for the ids without images. */
    static List<String> byCategoryId() {
        List<String> names = names();
        UNUSED.stream().sorted().forEach(id -> names.add(id, UNUSED_NAME));
        return names;
    }

    /** The names of so many classes, background included; empty for a number that is not COCO's. */
    public static List<String> of(long count) {
        List<String> all = names();
        if (count == all.size()) {
            return all;
        }
        return count == all.size() + UNUSED.size() ? byCategoryId() : List.of();
    }
}
