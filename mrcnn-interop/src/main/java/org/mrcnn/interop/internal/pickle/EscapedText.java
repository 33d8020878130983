// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;

/** Texts of protocol 0, which are lines with escapes. */
final class EscapedText {

    private static final int HEXADECIMAL = 16;

    private EscapedText() {}

    /** Reads a quoted string of Python 2. */
    static String unquoted(PickleInput in) throws IOException {
        String line = in.line();
        int last = line.length() - 1;
        if (last < 1 || "'\"".indexOf(line.charAt(0)) < 0 || line.charAt(last) != line.charAt(0)) {
            throw in.fault("expected a string in quotes");
        }
        return decoded(line.substring(1, last), true);
    }

    /** Decodes a text in which only characters beyond Latin-1, backslashes and line ends are escaped. */
    static String unicode(String line) {
        return decoded(line, false);
    }

    /** Decodes the escapes of a line. Unknown and truncated escapes are left unchanged, as in Python. */
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

    /** Parses a hexadecimal number; -1 if the digits are invalid or the number is not a character. */
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
