// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong in a configuration file, with the line of each setting. */
final class LocatedFaults {

    private final String source;
    private final Map<String, Integer> lines;
    private final List<String> faults = new ArrayList<>();

    /**
     * None as yet.
     *
     * @param source name of the file
     * @param lines of settings, by their path
     */
    LocatedFaults(String source, Map<String, Integer> lines) {
        this.source = source;
        this.lines = lines;
    }

    int size() {
        return faults.size();
    }

    void check() {
        if (!faults.isEmpty()) {
            throw exception();
        }
    }

    InvalidConfigException exception() {
        return new InvalidConfigException(faults);
    }

    /** Notes a fault that a record found: "setting: what is wrong". */
    void locate(String message) {
        int colon = message.indexOf(": ");
        add(message.substring(0, colon), message.substring(colon + 2));
    }

    void add(String setting, String what) {
        Integer line = line(setting);
        faults.add(source + (line == null ? "" : ":" + line) + ": "
                + (setting.isEmpty() ? "" : ConfigFaults.shown(setting) + ": ") + what);
    }

    /** Where a setting stands, or else the entry of a list that it belongs to, or else the list; null where nothing does. */
    private Integer line(String setting) {
        String at = setting;
        while (!lines.containsKey(at) && at.contains("]")) {
            at = at.substring(0, at.endsWith("]") ? at.lastIndexOf('[') : at.lastIndexOf(']') + 1);
        }
        return lines.get(at);
    }
}
