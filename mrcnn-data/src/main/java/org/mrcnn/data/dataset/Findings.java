// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Collects problems and notes of a data set, or, depending on the policy, throws an exception at the first problem. Not
 * thread-safe.
 */
public final class Findings {
    private static final int EXAMPLES_EACH = 1000;

    private final BadDataPolicy policy;
    private final Map<DataProblem, Integer> counts = new EnumMap<>(DataProblem.class);
    private final List<DataFinding> examples = new ArrayList<>();
    private BadDataException firstProblem;

    /** Creates an empty collection with this policy. */
    public Findings(BadDataPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * Adds a finding.
     *
     * @param cause the cause, or null
     * @throws BadDataException with {@link BadDataPolicy#FAIL}, unless the finding is a note
     */
    public void add(DataFinding finding, Throwable cause) {
        if (policy == BadDataPolicy.FAIL && !finding.problem().isNote()) {
            throw new BadDataException(finding, cause);
        }
        if (firstProblem == null && !finding.problem().isNote()) {
            firstProblem = new BadDataException(finding, cause);
        }
        if (counts.merge(finding.problem(), 1, Integer::sum) <= EXAMPLES_EACH) {
            examples.add(finding);
        }
    }

    /** Like {@link #add(DataFinding, Throwable)}, without a cause. */
    public void add(DataFinding finding) {
        add(finding, null);
    }

    /** Like {@link #add(DataFinding, Throwable)}, for a problem that concerns a whole file. */
    public void add(DataProblem problem, Path file, String expected, String found) {
        add(new DataFinding(problem, file.toString(), null, null, expected, found), null);
    }

    /** Adds the finding of an exception about one of many files, so that reading can continue with the other files. */
    public void add(BadDataException fault) {
        add(fault.finding(), fault);
    }

    /** Returns an exception for the first finding that is not a note; null if there is none. */
    public BadDataException firstProblem() {
        return firstProblem;
    }

    /** Returns a report of the findings, with the numbers of images and annotations that remain. */
    public AnnotatedDataset.Report report(int images, int annotations) {
        return new AnnotatedDataset.Report(images, annotations, counts, examples);
    }
}
