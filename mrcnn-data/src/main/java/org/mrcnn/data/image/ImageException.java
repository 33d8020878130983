// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;

/** An image file that cannot be used: names the file, what is wrong with it and what to do. */
public final class ImageException extends RuntimeException {

    /** What is wrong with the file. */
    public enum Problem {
        /** There is no such file. */
        MISSING,
        /** The bytes are in no format that is known here. */
        NOT_AN_IMAGE,
        /** The file ends before its image does. */
        TRUNCATED,
        /** More pixels than the reader was allowed to decode. */
        TOO_LARGE,
        /** The format is known, its content cannot be decoded. */
        UNREADABLE,
        /** The file is sound, but its samples are not those that were asked for: channels, pages, or values without a window. */
        UNFIT
    }

    private final Problem problem;
    private final transient Path file;

    ImageException(Problem problem, Path file, String message, Throwable cause) {
        super("Image " + file + ": " + message, cause);
        this.problem = problem;
        this.file = file;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** The file as it was asked for. */
    public Path file() {
        return file;
    }
}
