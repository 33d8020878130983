package org.mrcnn.core.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where weights come from.
 *
 * @param versions version of each part of the software that made them, by name; and under "imported weights" the name of
 *     the file that they started from, where there was one
 * @param dataset digest of the data set that they were trained on, empty where there was
 *     none
 * @param seed of the run
 * @param steps how many training steps they have seen, over all runs
 */
public record Provenance(Map<String, String> versions, String dataset, long seed, long steps) {
    private static final String IMPORTED = "imported weights";

    public Provenance {
        if (versions == null || dataset == null || steps < 0) {
            throw new IllegalArgumentException(
                    "provenance: expected versions, a data set digest (or an empty text), and"
                            + " steps not below 0; found " + versions + ", " + dataset + ", " + steps);
        }
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    }

    /** Of weights that were made from this seed and not trained. */
    public static Provenance untrained(long seed) {
        return new Provenance(currentVersions(), "", seed, 0);
    }

    /** Of these weights after a training run with the software of this process. */
    public Provenance trained(String datasetDigest, long runSeed, long runSteps) {
        Map<String, String> by = new TreeMap<>(currentVersions());
        if (versions.containsKey(IMPORTED)) {
            by.put(IMPORTED, versions.get(IMPORTED));
        }
        return new Provenance(by, datasetDigest, runSeed, Math.addExact(steps, runSteps));
    }

    /** Of these weights after all or some were replaced by those of a file of that name. */
    public Provenance imported(String file) {
        Map<String, String> by = new TreeMap<>(versions);
        by.put(IMPORTED, file);
        return new Provenance(by, dataset, seed, steps);
    }

    private static Map<String, String> currentVersions() {
        return Map.of(
                "mrcnn", versionOf(Provenance.class),
                "nd4j", versionOf(Nd4j.class),
                "java", System.getProperty("java.version"));
    }

    private static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
