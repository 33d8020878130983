// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;

/** One or more settings are wrong, alone or together; the message lists all of them. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    InvalidConfigException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** One line per fault: the setting, what was expected, what was found. */
    public List<String> faults() {
        return faults;
    }
}
