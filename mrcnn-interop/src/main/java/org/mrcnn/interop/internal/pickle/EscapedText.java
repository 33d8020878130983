// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;

/** Texts of protocol 0: a line with escapes. */
final class EscapedText {

    private static final int HEXADECIMAL = 16;

    private EscapedText() {}

    /** A string of Python 2 in quotes. */
    static String unquoted(PickleInput in) throws IOException {
        String line = in.line();
        int last = line.length() - 1;
        if (last < 1 || "'\"".indexOf(line.charAt(0)) < 0 || line.charAt(last) != line.charAt(0)) {
            throw in.fault("expected a string in quotes");
        }
        return decoded(line.substring(1, last), true);
    }

    /** A text in which only characters beyond Latin-1, the backslash and the line end are escaped. */
    static String unicode(String line) {
        return decoded(line, false);
    }

    /** Unknown and cut off escapes stay as they are, as in Python. */
    private static String decoded(String line, boolean string) {
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            char kind = c == '\\' && i + 1 < line.length() ? line.charAt(i + 1) : 0;
            int digits = digits(kind, string);
            int code = digits == 0 ? -1 : hexadecimal(line, i + 2, digits);
            String plain = string ? plain(kind) : null;
            if (code >= 0) {
                text.appendCodePoint(code);
                i += 1 + digits;
            } else if (plain != null) {
                text.append(plain);
                i++;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static int digits(char kind, boolean string) {
        return switch (kind) {
            case 'x' -> string ? 2 : 0;
            case 'u' -> string ? 0 : 4;
            case 'U' -> string ? 0 : 8;
            default -> 0;
        };
    }

    private static String plain(char kind) {
        return switch (kind) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '\\', '\'', '"' -> String.valueOf(kind);
            default -> null;
        };
    }

    /** The number at a place, or -1 if it is none, or no character. */
    private static int hexadecimal(String line, int from, int digits) {
        if (from + digits > line.length()) {
            return -1;
        }
        long code = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(line.charAt(i), HEXADECIMAL);
            if (digit < 0) {
                return -1;
            }
            code = code * HEXADECIMAL + digit;
        }
        return code > Character.MAX_CODE_POINT ? -1 : (int) code;
    }
}
