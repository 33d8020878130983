// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/**
 * Thrown when an annotation file, image or annotation cannot be used. The message says where, what was expected, what was
 * found, and what to do.
 */
public final class BadDataException extends RuntimeException {

    private final transient DataFinding finding;

    /** Creates the exception for a finding; the cause may be null. */
    public BadDataException(DataFinding finding, Throwable cause) {
        super(finding + "; " + finding.problem().remedy(), cause);
        this.finding = finding;
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
