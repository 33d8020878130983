// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

/** A batch could not be made; names the image, the cause says why. */
public final class LoaderException extends RuntimeException {
    LoaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
