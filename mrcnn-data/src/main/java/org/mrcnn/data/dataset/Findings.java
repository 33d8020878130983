// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Gathers what is wrong with a data set, or throws at the first thing, and gathers notes. Not thread-safe. */
public final class Findings {
    private static final int EXAMPLES_EACH = 1000;

    private final BadDataPolicy policy;
    private final Map<DataProblem, Integer> counts = new EnumMap<>(DataProblem.class);
    private final List<DataFinding> examples = new ArrayList<>();

    /** With this policy. */
    public Findings(BadDataPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * Takes a finding.
     *
     * @param cause may be null
     * @throws BadDataException under {@link BadDataPolicy#FAIL}, unless the finding is a note
     */
    public void add(DataFinding finding, Throwable cause) {
        if (policy == BadDataPolicy.FAIL && !finding.problem().isNote()) {
            throw new BadDataException(finding, cause);
        }
        if (counts.merge(finding.problem(), 1, Integer::sum) <= EXAMPLES_EACH) {
            examples.add(finding);
        }
    }

    /** As {@link #add(DataFinding, Throwable)}, without a cause. */
    public void add(DataFinding finding) {
        add(finding, null);
    }

    /** As {@link #add(DataFinding, Throwable)}, for a fault that concerns a whole file. */
    public void add(DataProblem problem, Path file, String expected, String found) {
        add(new DataFinding(problem, file.toString(), null, null, expected, found), null);
    }

    /** Takes the fault of one file of many, so that reading continues with the others. */
    public void add(BadDataException fault) {
        add(fault.finding(), fault);
    }

    /** What was found, beside what remains. */
    public AnnotatedDataset.Report report(int images, int annotations) {
        return new AnnotatedDataset.Report(images, annotations, counts, examples);
    }
}
