// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.core.names.NetworkNames;

/** The forms of the network's losses that a configuration may select. */
final class LossForms {
    private static final List<String> BOXES = List.of("smooth_l1", "smooth_l1_per_sample", "l1_per_sample", "giou");

    /** Forms by name of the loss; the first one is the default. */
    private static final Map<String, List<String>> FORMS = new TreeMap<>(Map.of(
            NetworkNames.RPN_CLASS_LOSS, List.of("cross_entropy", "focal"),
            NetworkNames.RPN_BBOX_LOSS, BOXES,
            NetworkNames.MRCNN_CLASS_LOSS, List.of("cross_entropy", "focal"),
            NetworkNames.MRCNN_BBOX_LOSS, BOXES,
            NetworkNames.MRCNN_MASK_LOSS, List.of("cross_entropy", "dice")));

    private LossForms() {}

    /** @param legacy losses that are computed as in Matterport's code, for which only the default form is allowed */
    static void check(ConfigFaults faults, Map<String, String> losses, List<String> legacy) {
        faults.present("losses", losses);
        if (losses == null) {
            return;
        }
        losses.forEach((name, form) -> {
            List<String> forms = FORMS.getOrDefault(name, List.of());
            faults.require(forms.contains(form), "losses." + name, "a form of " + FORMS, form);
            faults.require(
                    legacy == null || !legacy.contains(name) || forms.indexOf(form) < 1,
                    "losses." + name,
                    "the loss's own form beside train.legacyLosses",
                    form);
        });
    }

    /** Returns a copy that contains the default form for each loss that is not named. */
    static Map<String, String> withDefaults(Map<String, String> losses) {
        Map<String, String> all = new TreeMap<>();
        FORMS.forEach((name, forms) -> all.put(name, losses.getOrDefault(name, forms.get(0))));
        return Collections.unmodifiableMap(all);
    }
}
