// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.core.internal.Environment;

/**
 * Where weights come from.
 *
 * @param versions version of each part of the software that made them, by name, and the commit it was built from; and under
 *     "imported weights" the name of the file that they started from, where there was one
 * @param machine operating system, processor, threads and native code of the process that made them, by name; empty in
 *     files of earlier versions
 * @param dataset digest of the data set that they were trained on, empty where there was none
 * @param seed seed of the run
 * @param steps how many training steps they have seen, over all runs
 */
public record Provenance(
        Map<String, String> versions,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> machine,
        String dataset,
        long seed,
        long steps) {

    private static final String IMPORTED = "imported weights";

    /** A step of a microsecond would take this many for 30 years. */
    private static final long MAX_STEPS = 1_000_000_000_000_000L;

    private static final int MAX_ENTRIES = 1_000;
    private static final int MAX_LENGTH = 1_000;

    /** Checks numbers and texts: they may come from a stranger's file. */
    public Provenance {
        versions = checked("versions", versions);
        machine = checked("machine", machine);
        if (dataset == null || dataset.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("provenance: expected a data set digest, or an empty text, of at most "
                    + MAX_LENGTH + " characters, found " + (dataset == null ? null : dataset.length() + " characters"));
        }
        if (steps < 0 || steps > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "provenance: expected steps from 0 to " + MAX_STEPS + ", found " + steps);
        }
    }

    private static Map<String, String> checked(String name, Map<String, String> texts) {
        if (texts == null || texts.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("provenance: expected " + name + ", at most " + MAX_ENTRIES + ", found "
                    + (texts == null ? null : texts.size()));
        }
        texts.forEach((key, text) -> {
            if (key.length() > MAX_LENGTH || text == null || text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("provenance: expected texts of at most " + MAX_LENGTH
                        + " characters in " + name + ", found "
                        + (text == null ? "none" : Math.max(key.length(), text.length()) + " characters")
                        + (key.length() > MAX_LENGTH ? "" : " for " + key));
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /** The provenance of weights that were initialized with this seed and not trained. */
    public static Provenance untrained(long seed) {
        return new Provenance(Environment.versions(), Environment.machine(), "", seed, 0);
    }

    /** The provenance of these weights after a training run with the software of this process. */
    public Provenance trained(String datasetDigest, long runSeed, long runSteps) {
        Map<String, String> by = new TreeMap<>(Environment.versions());
        if (versions.containsKey(IMPORTED)) {
            by.put(IMPORTED, versions.get(IMPORTED));
        }
        return new Provenance(by, Environment.machine(), datasetDigest, runSeed, Math.addExact(steps, runSteps));
    }

    /** The provenance of these weights after all or some were replaced by those of a file of that name. */
    public Provenance imported(String file) {
        Map<String, String> by = new TreeMap<>(versions);
        by.put(IMPORTED, file);
        return new Provenance(by, machine, dataset, seed, steps);
    }
}
