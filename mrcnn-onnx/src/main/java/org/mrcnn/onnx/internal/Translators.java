// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** The translators by the names of the ops. */
final class Translators {

    private static final Map<String, Translator> ALL = all();

    private Translators() {}

    private static Map<String, Translator> all() {
        Map<String, Translator> all = new HashMap<>();
        all.putAll(FusedLayers.TRANSLATORS);
        all.putAll(PlainOps.TRANSLATORS);
        all.putAll(Selections.TRANSLATORS);
        return Map.copyOf(all);
    }

    static Translator of(DifferentialFunction op) {
        Translator found = ALL.get(op.opName());
        if (found == null) {
            throw new IllegalArgumentException("ONNX export: the op " + op.opName() + ", which computes "
                    + op.outputVariablesNames()[0] + ", has no translation; those that have one are "
                    + new TreeSet<>(ALL.keySet()));
        }
        return found;
    }
}
