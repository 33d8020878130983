// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

/** Thrown when a batch could not be created; the message names the image, the cause is the reason. */
public final class LoaderException extends RuntimeException {
    LoaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
