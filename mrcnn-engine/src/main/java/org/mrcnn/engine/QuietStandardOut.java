package org.mrcnn.engine;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Drops what the current thread prints: SameDiff prints a line an op while it makes a gradient function. */
final class QuietStandardOut implements AutoCloseable {

    private final PrintStream before = System.out;

    QuietStandardOut() {
        Thread quiet = Thread.currentThread();
        OutputStream others = new OutputStream() {
            @Override
            public void write(int b) {
                if (Thread.currentThread() != quiet) {
                    before.write(b);
                }
            }

            @Override
            public void write(byte[] b, int offset, int length) {
                if (Thread.currentThread() != quiet) {
                    before.write(b, offset, length);
                }
            }
        };
        System.setOut(new PrintStream(others, true, Charset.defaultCharset()));
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
