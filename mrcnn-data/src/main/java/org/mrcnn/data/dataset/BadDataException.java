// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thrown when an annotation file, image or annotation cannot be used. The message says where, what was expected, what was
 * found, and what to do.
 */
public final class BadDataException extends RuntimeException {

    private final transient DataFinding finding;

    /** Creates the exception for a finding; the cause may be null. */
    public BadDataException(DataFinding finding, Throwable cause) {
        this(finding, "", cause);
    }

    private BadDataException(DataFinding finding, String more, Throwable cause) {
        super(finding + "; " + finding.problem().remedy() + more, cause);
        this.finding = finding;
    }

    /**
     * Returns this exception with a message that also counts the other problems of the data set; this exception itself if there are no
     * others.
     */
    public BadDataException among(AnnotatedDataset.Report all) {
        if (all.total() < 2) {
            return this;
        }
        String kinds = Stream.of(DataProblem.values())
                .filter(kind -> !kind.isNote() && all.counts().containsKey(kind))
                .map(kind -> all.counts().get(kind) + " x " + kind)
                .collect(Collectors.joining(", "));
        return new BadDataException(finding, ". There are " + all.total() + " problems in all: " + kinds, getCause());
    }

    /** Returns what was found. */
    public DataFinding finding() {
        return finding;
    }

    /** Returns the kind of problem. */
    public DataProblem problem() {
        return finding.problem();
    }
}
