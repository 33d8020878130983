// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

/** Keeps track of whether a model is closed or being trained, so that freed memory is never read or written. Thread-safe. */
public final class ModelUse {
    private boolean closed;
    private boolean inTraining;

    /** Returns whether {@link #close} was called. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Throws IllegalStateException if the model is closed. */
    public synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    /** Begins a training session. Throws IllegalStateException if the model is closed or another session is open. */
    public synchronized void beginTraining() {
        requireOpen();
        if (inTraining) {
            throw new IllegalStateException("the model is in training already; close that training session first");
        }
        inTraining = true;
    }

    /** Ends the training session. */
    public synchronized void endTraining() {
        inTraining = false;
    }

    /**
     * Closes the model. Throws IllegalStateException if a training session is open, because its next step would write to freed
     * memory.
     */
    public synchronized void close() {
        if (inTraining) {
            throw new IllegalStateException("the model is in training; close the training session first");
        }
        closed = true;
    }
}
