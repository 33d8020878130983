// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

/** Something that knows how much native memory it holds. */
public interface NativeSize {

    /** Bytes held now; may be asked from any thread. */
    long bytes();
}
