// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A group of values in a {@code case.json}. Every method throws an IOException that names the field if it is missing or of
 * another type.
 *
 * @param group name of the group
 * @param node the object, which may be missing
 */
record Fields(String group, JsonNode node) {

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    int whole(String field) throws IOException {
        return (int)
                find(field, "a whole number", find(field).isIntegralNumber()).longValue();
    }

    /** Returns a number. The text NaN is accepted, because JSON cannot represent it otherwise. */
    double number(String field) throws IOException {
        JsonNode found = find(field);
        if (found.isTextual() && found.textValue().equals("NaN")) {
            return Double.NaN;
        }
        return find(field, "a number", found.isNumber()).doubleValue();
    }

    boolean flag(String field) throws IOException {
        return find(field, "true or false", find(field).isBoolean()).booleanValue();
    }

    String text(String field) throws IOException {
        return find(field, "text", find(field).isTextual()).textValue();
    }

    double[] numbers(String field) throws IOException {
        JsonNode list = list(field);
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!list.get(i).isNumber()) {
                throw fault(field, "numbers", list);
            }
            numbers[i] = list.get(i).doubleValue();
        }
        return numbers;
    }

    int[] wholes(String field) throws IOException {
        double[] numbers = numbers(field);
        int[] wholes = new int[numbers.length];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = (int) numbers[i];
        }
        return wholes;
    }

    JsonNode list(String field) throws IOException {
        return find(field, "a list", find(field).isArray());
    }

    private JsonNode find(String field) throws IOException {
        if (!has(field)) {
            throw new IOException("case.json: " + group + "." + field + " is missing");
        }
        return node.get(field);
    }

    private JsonNode find(String field, String kind, boolean fits) throws IOException {
        if (!fits) {
            throw fault(field, kind, node.get(field));
        }
        return node.get(field);
    }

    private IOException fault(String field, String kind, JsonNode found) {
        return new IOException("case.json: " + group + "." + field + ": expected " + kind + ", found " + found);
    }
}
