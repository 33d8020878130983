// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

/** Whether a model is closed or in training, so that nothing reads or writes freed memory. Thread-safe. */
public final class ModelUse {
    private boolean closed;
    private boolean inTraining;

    /** Whether {@link #close} was called. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Refuses the use of a closed model. */
    public synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    /** One training session at a time. */
    public synchronized void beginTraining() {
        requireOpen();
        if (inTraining) {
            throw new IllegalStateException("the model is in training already; close that training session first");
        }
        inTraining = true;
    }

    /** The training session is over. */
    public synchronized void endTraining() {
        inTraining = false;
    }

    /** Closes the model, unless a training session is open, whose next step would write to freed memory. */
    public synchronized void close() {
        if (inTraining) {
            throw new IllegalStateException("the model is in training; close the training session first");
        }
        closed = true;
    }
}
