// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.List;
import org.mrcnn.interop.internal.bytes.Bytes;

/** Describes values of a pickle in messages. */
public final class Described {

    private Described() {}

    /** Returns a short description of a value, without its content. */
    public static String of(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof String text) {
            return text.length() > 80 ? "a text of " + text.length() + " characters" : "the text \"" + text + "\"";
        }
        if (value instanceof Number number) {
            return "the number " + (number instanceof Long || number instanceof Double ? number : "beyond 64 bits");
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Bytes bytes) {
            return bytes.size() + " bytes";
        }
        return value instanceof PickledMap ? "a dictionary" : value.toString();
    }
}
