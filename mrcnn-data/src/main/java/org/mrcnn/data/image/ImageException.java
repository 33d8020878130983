// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;

/** Thrown when an image file cannot be used. The message names the file, what is wrong with it, and what to do. */
public final class ImageException extends RuntimeException {

    /** What is wrong with the file. */
    public enum Problem {
        /** There is no such file. */
        MISSING,
        /** The bytes are not in a known image format. */
        NOT_AN_IMAGE,
        /** The file is truncated. */
        TRUNCATED,
        /** The image has more pixels than the reader may decode. */
        TOO_LARGE,
        /** The format is known, but the content cannot be decoded. */
        UNREADABLE,
        /** The file is valid, but does not have the requested samples: channels, pages, or values that need a window. */
        UNFIT
    }

    private final Problem problem;
    private final transient Path file;

    ImageException(Problem problem, Path file, String message, Throwable cause) {
        super("Image " + file + ": " + message, cause);
        this.problem = problem;
        this.file = file;
    }

    /** Returns what is wrong. */
    public Problem problem() {
        return problem;
    }

    /** Returns the file, as passed by the caller. */
    public Path file() {
        return file;
    }
}
