// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The locks of a run, which a thread that handles a signal may release too. */
final class RunLocks implements AutoCloseable {
    private final List<RunLock> locks = new CopyOnWriteArrayList<>();

    /** Locks another output file, as {@link RunLock#of} does. */
    void add(String option, Path out) throws IOException {
        locks.add(RunLock.of(option, out));
    }

    @Override
    public void close() {
        locks.forEach(RunLock::close);
    }
}
