// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Formats errors for the terminal. Messages quote files from any source, so control characters are escaped and the length of a
 * line is limited.
 */
final class ErrorText {
    /** Sufficient for a path, an expected and a found value, or the differences of several settings. */
    static final int MAX_LENGTH = 2000;

    private ErrorText() {}

    /** Returns the message of a failure in one line. */
    static String oneLine(Throwable e) {
        String own = e.getMessage();
        boolean says = own != null
                && !own.isBlank()
                && (e.getCause() == null || !own.equals(e.getCause().toString()));
        String text = says ? own : e.getClass().getSimpleName() + below(e);
        boolean bare = e instanceof FileSystemException fault && fault.getReason() == null;
        return oneLine((bare ? e.getClass().getSimpleName() + ": " : "") + text);
    }

    /** Returns the message of the root cause, for an error without message, such as the failed initialization of a class. */
    private static String below(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean says = root != e && root.getMessage() != null;
        return says ? ": " + root.getMessage() : "";
    }

    /**
     * Returns a text in one line: line breaks become semicolons, other control characters are escaped, and a long text is
     * truncated.
     */
    static String oneLine(String text) {
        boolean whole = text.length() <= 4 * MAX_LENGTH; // limits the input of the regular expression
        String line = (whole ? text : text.substring(0, 4 * MAX_LENGTH)).strip().replaceAll("\\s*\\R\\s*", "; ");
        String escaped = escaped(line, false);
        if (whole && escaped.length() <= MAX_LENGTH) {
            return escaped;
        }
        return escaped.substring(0, Math.min(MAX_LENGTH, escaped.length())) + " ... (a message of " + text.length()
                + " characters; --verbose prints all)";
    }

    /** Returns the stack trace with escaped messages, except line breaks and tabs. */
    static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return escaped(text.toString(), true);
    }

    /** Returns the message about wrong arguments, with suggestions for misspelled names. */
    static String usage(ParameterException e, String[] arguments) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return oneLine(e) + suggestions(unmatched);
        }
        if (e.getArgSpec() instanceof OptionSpec option
                && e.getValue() != null
                && option.completionCandidates() != null) {
            return oneLine(option.longestName() + ": expected one of " + known(option) + ", found " + e.getValue());
        }
        if (unreadable(e)) {
            return oneLine(e) + "; names outside of ASCII need a locale of UTF-8: set LANG=C.UTF-8";
        }
        List<String> unknown = e instanceof MissingParameterException ? unknownOptions(e, arguments) : List.of();
        if (unknown.isEmpty()) {
            return oneLine(e);
        }
        // A misspelled required option is reported as missing, so the misspelling is reported first.
        UnmatchedArgumentException misspelled = new UnmatchedArgumentException(e.getCommandLine(), unknown);
        return oneLine(misspelled) + suggestions(misspelled) + "; " + oneLine(e);
    }

    /** Returns the values of an option as the documentation writes them; upper case is accepted too. */
    private static String known(OptionSpec option) {
        return String.join(", ", option.completionCandidates()).toLowerCase(Locale.ROOT);
    }

    /** Returns whether the locale, such as C, does not support the characters of a file name. */
    private static boolean unreadable(Throwable e) {
        return e != null && (e instanceof InvalidPathException || unreadable(e.getCause()));
    }

    private static String suggestions(UnmatchedArgumentException e) {
        List<String> names = e.getSuggestions();
        return names.isEmpty() ? "" : "; did you mean " + String.join(", ", names) + "?";
    }

    private static List<String> unknownOptions(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        return Stream.of(arguments)
                .filter(argument -> argument.startsWith("--"))
                .filter(argument -> command.getCommandSpec().findOption(argument.replaceFirst("=.*", "")) == null)
                .collect(Collectors.toList());
    }

    /**
     * Escapes the control characters of a text.
     *
     * @param layout whether line breaks and tabs are kept
     */
    static String escaped(String text, boolean layout) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isControl(c) && !(layout && (c == '\n' || c == '\r' || c == '\t'))) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** Returns whether a character moves the cursor, changes colours, or reverses the text direction. */
    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
