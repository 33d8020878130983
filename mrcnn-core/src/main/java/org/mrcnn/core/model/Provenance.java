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
 * The origin of weights.
 *
 * @param versions version of each software component that created the weights, by name, with the commit that it was built from;
 *     and under "imported weights" the name of the file that training started from, if there was one
 * @param machine operating system, processor, threads and native code of the process that created the weights, by name; empty
 *     in files of earlier versions
 * @param dataset digest of the data set that the weights were trained on; empty if there was none
 * @param seed random seed of the training run
 * @param steps number of training steps in all runs
 */
public record Provenance(
        Map<String, String> versions,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> machine,
        String dataset,
        long seed,
        long steps) {

    private static final String IMPORTED = "imported weights";

    /** With one step per microsecond, this many steps would take 30 years. */
    private static final long MAX_STEPS = 1_000_000_000_000_000L;

    private static final int MAX_ENTRIES = 1_000;
    private static final int MAX_LENGTH = 1_000;

    /** Checks numbers and strings, which may come from an untrusted file. */
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

    /** Returns the provenance of weights that were initialized with this seed and not trained. */
    public static Provenance untrained(long seed) {
        return new Provenance(Environment.versions(), Environment.machine(), "", seed, 0);
    }

    /** Returns the provenance of these weights after a training run with the software of this process. */
    public Provenance trained(String datasetDigest, long runSeed, long runSteps) {
        Map<String, String> by = new TreeMap<>(Environment.versions());
        if (versions.containsKey(IMPORTED)) {
            by.put(IMPORTED, versions.get(IMPORTED));
        }
        return new Provenance(by, Environment.machine(), datasetDigest, runSeed, Math.addExact(steps, runSteps));
    }

    /** Returns the provenance of these weights after all or some of them were replaced by those of the file with this name. */
    public Provenance imported(String file) {
        Map<String, String> by = new TreeMap<>(versions);
        by.put(IMPORTED, file);
        return new Provenance(by, machine, dataset, seed, steps);
    }
}
