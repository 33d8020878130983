// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;

/** Reads requests of labelling software, which contain images in JSON. */
final class JsonBody {
    /** A string may contain an image, so its length is limited only by that of the request. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private JsonBody() {}

    /**
     * Parses a JSON object.
     *
     * @throws Refusal if the bytes are not a JSON object
     */
    static JsonNode read(byte[] body) {
        try {
            JsonNode content = MAPPER.readTree(body);
            if (content != null && content.isObject()) {
                return content;
            }
        } catch (IOException e) {
            throw Refusal.wrong("expected an object of JSON in the body of the request, found other text");
        }
        throw Refusal.wrong("expected an object of JSON in the body of the request, found none");
    }

    /**
     * Returns the text of a field.
     *
     * @throws Refusal if the field does not exist, or is not a text
     */
    static String text(JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null || !value.isTextual()) {
            throw Refusal.wrong(field + ": expected text in the JSON of the request, found "
                    + (value == null ? "no such field" : value.getNodeType()));
        }
        return value.asText();
    }

    /** Decodes base64. */
    static byte[] base64(String what, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.wrong(what + ": expected base64, found other text");
        }
    }
}
