// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;

/** Thrown when settings are invalid, each by itself or in combination. The message lists all of them. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    InvalidConfigException(List<String> faults) {
        this(faults, "");
    }

    /** @param remark text to append to the message, which concerns all faults */
    InvalidConfigException(List<String> faults, String remark) {
        super(String.join("\n", faults) + remark);
        this.faults = List.copyOf(faults);
    }

    /** Returns one line per fault: the setting, what was expected, and what was found. */
    public List<String> faults() {
        return faults;
    }
}
