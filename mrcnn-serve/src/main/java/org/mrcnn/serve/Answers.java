// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Response bodies that all routes use. */
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

    /** Sends one sentence as JSON, even if the client accepts only another type. */
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

    /** Like {@link #refused(Context, Refusal)}, where there is no context any more. */
    static void refused(HttpServletResponse response, Refusal refusal) throws IOException {
        if (refusal.isForNow()) {
            response.setHeader("Retry-After", "1");
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(JSON);
        response.setStatus(refusal.status());
        response.getOutputStream().write(errorText(refusal.getMessage()).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the JSON of an error that occurs before a request is complete. */
    static String errorText(String sentence) {
        try {
            return MAPPER.writeValueAsString(Map.of("error", sentence));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
