// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.List;

/** Converts primitive arrays to lists for records, whose {@code equals} compares lists by content. */
final class Floats {
    private Floats() {}

    static List<Float> list(float... values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return List.copyOf(list);
    }
}
