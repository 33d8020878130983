// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.Environment;

/** Collects the faults of a configuration file, with the line of each setting. */
final class LocatedFaults {

    private final String source;
    private final Map<String, Integer> lines;
    private final List<String> faults = new ArrayList<>();
    private boolean mayBeNewer;

    /**
     * Creates an empty collection.
     *
     * @param source name of the file
     * @param lines line of each setting by its path
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
        return new InvalidConfigException(
                faults,
                mayBeNewer
                        ? "\n" + source + ": if the file is of a newer version than this one, " + Environment.version()
                                + ", update this software"
                        : "");
    }

    /** Adds a fault that a record found, in the form "setting: description". */
    void locate(String message) {
        int colon = message.indexOf(": ");
        add(message.substring(0, colon), message.substring(colon + 2));
    }

    /**
     * Adds a fault about an unknown setting.
     *
     * @param mayBeNewer whether it may be a setting of a newer version, because it does not resemble a known one
     */
    void addUnknown(String setting, String what, boolean mayBeNewer) {
        add(setting, what);
        this.mayBeNewer |= mayBeNewer;
    }

    void add(String setting, String what) {
        Integer line = line(setting);
        faults.add(source + (line == null ? "" : ":" + line) + ": "
                + (setting.isEmpty() ? "" : ConfigFaults.shown(setting) + ": ") + what);
    }

    /**
     * Returns the line of a setting, or else of the list entry that it belongs to, or else of the list; null if none of them is
     * in the file.
     */
    private Integer line(String setting) {
        String at = setting;
        while (!lines.containsKey(at) && at.contains("]")) {
            at = at.substring(0, at.endsWith("]") ? at.lastIndexOf('[') : at.lastIndexOf(']') + 1);
        }
        return lines.get(at);
    }
}
