// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.IJ;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.mrcnn.core.MaskRcnn;

/**
 * The model of the last run, which is kept for the next run with the same file. ImageJ creates a new object for each command,
 * so the class keeps the model: until another file is chosen, the file changes, the model is released, or ImageJ's window is
 * closed.
 */
final class LoadedModel implements AutoCloseable {

    private static final String NATIVE_BYTES = "org.bytedeco.javacpp.maxbytes";

    /** Held during a run, so that no other run replaces its model. */
    private static final ReentrantLock IN_USE = new ReentrantLock();

    private static LoadedModel last;

    static {
        // Must be set before the native library is loaded, whose limit otherwise is that of the heap.
        if (System.getProperty(NATIVE_BYTES) == null) {
            System.setProperty(NATIVE_BYTES, "8g");
        }
        if (IJ.getInstance() != null) {
            IJ.getInstance().addWindowListener(new WindowAdapter() {
                @Override
                public void windowClosed(WindowEvent e) {
                    release();
                }
            });
        }
    }

    private final State file;
    private final MaskRcnn model;

    /** Identifies the version of a file that was read. */
    private record State(Path path, long size, long changed) {
        static State of(Path file) throws IOException {
            Path path = file.toRealPath();
            return new State(
                    path, Files.size(path), Files.getLastModifiedTime(path).toMillis());
        }
    }

    private LoadedModel(State file, MaskRcnn model) {
        this.file = file;
        this.model = model;
    }

    /** An action with a model. */
    interface Use {
        void with(MaskRcnn model) throws IOException;
    }

    /**
     * Runs an action with the model of a file. Other runs wait until it ends.
     *
     * @throws IOException if the file cannot be read
     */
    static void use(Path file, Use use) throws IOException {
        IN_USE.lock();
        try {
            use.with(of(State.of(file)));
        } finally {
            IN_USE.unlock();
        }
    }

    private static MaskRcnn of(State file) throws IOException {
        if (last == null || !last.file.equals(file)) {
            release();
            last = new LoadedModel(file, MaskRcnn.load(file.path()));
        }
        return last.model;
    }

    /**
     * Closes the model that is kept, if any.
     *
     * @return false if another run is using it
     */
    static boolean release() {
        if (!IN_USE.tryLock()) {
            return false;
        }
        try {
            if (last != null) {
                last.close();
                last = null;
            }
            return true;
        } finally {
            IN_USE.unlock();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
