// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Discards what the current thread prints until the same thread closes this. SameDiff prints a line for every op while it
 * creates a gradient function, directly to {@code System.out}: there is no logger to configure.
 *
 * <p>{@code System.out} is replaced by a filter while any thread is quiet, and restored by the last such thread, unless other
 * code has replaced it in the meantime. A filter that such a replacement wraps then passes on everything.
 */
final class QuietStandardOut implements AutoCloseable {

    /** Threads that are quiet now. Static because {@code System.out} is; both are changed under the lock of this class. */
    private static final Set<Thread> QUIET = ConcurrentHashMap.newKeySet();

    QuietStandardOut() {
        synchronized (QuietStandardOut.class) {
            QUIET.add(Thread.currentThread());
            if (!(System.out instanceof Filter)) {
                System.setOut(new Filter(System.out));
            }
        }
    }

    @Override
    public void close() {
        synchronized (QuietStandardOut.class) {
            QUIET.remove(Thread.currentThread());
            if (QUIET.isEmpty() && System.out instanceof Filter filter) {
                System.setOut(filter.original);
            }
        }
    }

    /** Passes on what threads print that are not quiet. */
    private static final class Filter extends PrintStream {

        private final PrintStream original;

        Filter(PrintStream original) {
            super(new LoudThreads(original), true, encoding());
            this.original = original;
        }

        /** Returns the encoding of the JVM's original standard output. */
        private static Charset encoding() {
            String internal = System.getProperty(
                    "sun.stdout.encoding", Charset.defaultCharset().name());
            return Charset.forName(System.getProperty("stdout.encoding", internal));
        }
    }

    private static final class LoudThreads extends OutputStream {

        private final PrintStream to;

        LoudThreads(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) {
            if (!QUIET.contains(Thread.currentThread())) {
                to.write(b);
            }
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            if (!QUIET.contains(Thread.currentThread())) {
                to.write(b, offset, length);
            }
        }

        @Override
        public void flush() {
            to.flush();
        }
    }
}
