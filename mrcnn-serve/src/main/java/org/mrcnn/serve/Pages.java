// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Web pages of the service, and its machine-readable description. */
final class Pages {
    private Pages() {}

    /** Returns a handler that sends a resource of this package. */
    static Handler of(String resource, String mediaType) {
        byte[] content = read(resource);
        return request -> answer(request, content, mediaType);
    }

    private static void answer(Context request, byte[] content, String mediaType) {
        request.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self';"
                        + " img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        request.contentType(mediaType).result(content);
    }

    private static byte[] read(String resource) {
        try (InputStream in = Pages.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
