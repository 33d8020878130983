// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.StageConfig;

/** Defines which settings may change when a run is resumed: those that affect only rounding, and those of its length. */
public final class ResumeCheck {
    /** Names of settings, or of groups if they end with a dot. */
    private static final List<String> FREE = List.of(
            "train.steps",
            "train.epochs",
            "train.minutes",
            "train.workers",
            "train.loading.queueBatches",
            "train.loading.cacheMegabytes",
            "train.validation.");

    private ResumeCheck() {}

    /** Returns the settings that differ but must not, each with both values; empty if the run can be resumed. */
    public static List<String> faults(MaskRcnnConfig before, MaskRcnnConfig now) {
        Map<String, String> then = settings(before);
        Map<String, String> given = settings(now);
        Set<String> names = new TreeSet<>(then.keySet());
        names.addAll(given.keySet());
        List<String> faults = new ArrayList<>();
        for (String name : names) {
            String expected = then.getOrDefault(name, "nothing");
            String found = given.getOrDefault(name, "nothing");
            if (!expected.equals(found) && !isFree(name, before, now)) {
                faults.add(name + ": expected " + expected + ", found " + found);
            }
        }
        return faults;
    }

    /** Returns whether the length of the run changed and its learning rate depends on the length. */
    public static boolean changesCourse(MaskRcnnConfig before, MaskRcnnConfig now) {
        boolean length = before.train().steps() != now.train().steps()
                || before.train().epochs() != now.train().epochs()
                || before.train().minutes() != now.train().minutes()
                || !before.train().stages().equals(now.train().stages());
        return length
                && switch (now.train().schedule().kind()) {
                    case CONSTANT, STEPS -> false;
                    case COSINE, ONE_CYCLE, POLYNOMIAL -> true;
                };
    }

    private static boolean isFree(String name, MaskRcnnConfig before, MaskRcnnConfig now) {
        if (name.equals("train.stages")) {
            return continues(before.train().stages(), now.train().stages());
        }
        if (name.equals("train.devices")) {
            // Another number of devices sums the same gradients in another order, unless each has its own batch
            // statistics.
            return now.model().normalization() != ModelConfig.Normalization.TRAINED;
        }
        return FREE.stream().anyMatch(free -> isOf(name, free));
    }

    /** Returns whether the stages are the previous ones, except for the length of the last, and possibly further stages. */
    private static boolean continues(List<StageConfig> before, List<StageConfig> now) {
        int last = before.size() - 1;
        return last >= 0
                && now.size() > last
                && now.subList(0, last).equals(before.subList(0, last))
                && now.get(last)
                        .withLength(before.get(last).steps(), before.get(last).epochs())
                        .equals(before.get(last));
    }

    private static boolean isOf(String name, String free) {
        return free.endsWith(".") ? name.startsWith(free) : name.equals(free);
    }

    private static Map<String, String> settings(MaskRcnnConfig config) {
        Map<String, String> flat = new LinkedHashMap<>();
        try {
            flatten(new YAMLMapper().readTree(config.toYaml()), "", flat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return flat;
    }

    private static void flatten(JsonNode at, String prefix, Map<String, String> into) {
        at.properties().forEach(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(entry.getValue(), name + ".", into);
            } else {
                into.put(name, entry.getValue().toString());
            }
        });
    }
}
