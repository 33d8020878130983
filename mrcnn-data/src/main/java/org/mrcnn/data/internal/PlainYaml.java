// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;

/** Rejects parts of YAML that Jackson reads wrongly without an error. */
public final class PlainYaml {
    private PlainYaml() {}

    private static final String OCTAL = "[-+]?0[0-9_]+";

    /**
     * Rejects several documents, of which Jackson reads only the first; aliases, whose names it returns as text; and numbers
     * such as 010, which YAML 1.1 reads as 8.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the text has one of them or is not YAML; the message names the
     *     alias or the number
     */
    public static void require(YAMLFactory factory, String yaml) throws IOException {
        try (YAMLParser parser = factory.createParser(yaml)) {
            int depth = 0;
            boolean ended = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (ended) {
                    throw new JsonParseException(parser, "a second document, which would not be read");
                }
                if (parser.isCurrentAlias()) {
                    throw new JsonParseException(
                            parser,
                            "the alias *" + parser.getText()
                                    + " is not supported; repeat what it stands for, or quote it if it is text");
                }
                if (token == JsonToken.VALUE_NUMBER_INT && parser.getText().matches(OCTAL)) {
                    throw new JsonParseException(
                            parser, "the number " + parser.getText() + ", octal in YAML; write it without a leading 0");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                ended = depth == 0;
            }
        }
    }
}
