// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/** An annotation file, image or annotation that cannot be used; says where, what was expected and found, what to do. */
public final class BadDataException extends RuntimeException {

    private final transient DataFinding finding;

    /** With a cause, or null. */
    public BadDataException(DataFinding finding, Throwable cause) {
        super(finding + "; " + finding.problem().remedy(), cause);
        this.finding = finding;
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
