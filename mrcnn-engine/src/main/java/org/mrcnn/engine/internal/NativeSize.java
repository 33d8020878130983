// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

/** An object that reports how much native memory it holds. */
public interface NativeSize {

    /** Returns the number of bytes held now; may be called from any thread. */
    long bytes();
}
