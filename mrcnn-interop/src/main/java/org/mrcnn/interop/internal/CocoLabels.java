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

    /** Category ids that no image uses. torchvision counts them as classes. */
    private static final Set<Integer> UNUSED = Set.of(12, 26, 29, 30, 45, 66, 68, 69, 71, 83);

    private static final String UNUSED_NAME = "N/A";

    private CocoLabels() {}

    /** Returns the names of the background and the 80 classes. */
    public static List<String> names() {
        try (InputStream in = CocoLabels.class.getResourceAsStream("coco-labels.txt")) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns torchvision's names by category id, 0 to 90, with N/A for the ids that no image uses. */
    static List<String> byCategoryId() {
        List<String> names = names();
        UNUSED.stream().sorted().forEach(id -> names.add(id, UNUSED_NAME));
        return names;
    }

    /** Returns the names of this number of classes, background included; empty if the number is not one of COCO's. */
    public static List<String> of(long count) {
        List<String> all = names();
        if (count == all.size()) {
            return all;
        }
        return count == all.size() + UNUSED.size() ? byCategoryId() : List.of();
    }
}
