// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;

/** Exceptions for problems of whole files. */
final class Faults {

    private static final int MOST_SHOWN = 60;

    private Faults() {}

    static BadDataException of(DataProblem problem, Path file, String expected, String found, Throwable cause) {
        return new BadDataException(
                new DataFinding(problem, file.toString(), null, null, expected, String.valueOf(found)), cause);
    }

    static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }
}
