// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.core.config.InvalidConfigException;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.train.Trainer;

/** The sections of docs/troubleshooting.md that explain errors. */
final class Troubleshooting {
    /** Anchors by the type of the exception. */
    static final Map<Class<? extends Throwable>, String> SECTIONS = sections();

    private Troubleshooting() {}

    private static Map<Class<? extends Throwable>, String> sections() {
        Map<Class<? extends Throwable>, String> sections = new LinkedHashMap<>();
        sections.put(BadDataException.class, "annotations-that-cannot-be-used");
        sections.put(ImageException.class, "images-that-cannot-be-read");
        sections.put(InvalidConfigException.class, "settings");
        sections.put(WeightLoading.MismatchException.class, "weights-do-not-fit");
        sections.put(Trainer.NonFiniteLossException.class, "the-loss-is-not-finite-or-does-not-fall");
        sections.put(OutOfMemoryError.class, "out-of-memory");
        return sections;
    }

    /**
     * Returns a reference to the section about an error or one of its causes, for appending to its message; empty if there is
     * none.
     */
    static String reference(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            for (Map.Entry<Class<? extends Throwable>, String> section : SECTIONS.entrySet()) {
                if (section.getKey().isInstance(cause)) {
                    return "; see docs/troubleshooting.md#" + section.getValue();
                }
            }
        }
        return "";
    }
}
