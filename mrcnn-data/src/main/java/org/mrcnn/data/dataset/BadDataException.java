// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An annotation file, image or annotation that cannot be used; says where, what was expected and found, what to do. */
public final class BadDataException extends RuntimeException {

    private final transient DataFinding finding;

    /** With a cause, or null. */
    public BadDataException(DataFinding finding, Throwable cause) {
        this(finding, "", cause);
    }

    private BadDataException(DataFinding finding, String more, Throwable cause) {
        super(finding + "; " + finding.problem().remedy() + more, cause);
        this.finding = finding;
    }

    /** The same, whose message counts what else is wrong with the data set; this one where that is nothing. */
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

    /** What was found. */
    public DataFinding finding() {
        return finding;
    }

    /** What kind of problem it is. */
    public DataProblem problem() {
        return finding.problem();
    }
}
