// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.util.Map;

/** Bodies of answers that are the same for all routes. */
final class Answers {
    static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    static void json(Context request, Object value) {
        try {
            request.contentType(JSON).result(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One sentence, also for a client that asked for another type. */
    static void error(Context request, int status, String sentence) {
        request.status(status);
        request.header("X-Content-Type-Options", "nosniff");
        json(request, Map.of("error", sentence));
    }

    static void refused(Context request, Refusal refusal) {
        if (refusal.isForNow()) {
            request.header("Retry-After", "1");
        }
        error(request, refusal.status(), refusal.getMessage());
    }

    /** The same as bytes, for what goes wrong before a request is one. */
    static String errorText(String sentence) {
        try {
            return MAPPER.writeValueAsString(Map.of("error", sentence));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
