// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.internal.file.Text;

/**
 * Reads CSV files. Values are separated by commas, or by semicolons or tabs, as spreadsheets write them, possibly after a line
 * {@code sep=;}. Rows without any value are left out.
 */
final class Csv {

    private static final CsvMapper MAPPER =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

    private static final String SEPARATORS = ",;\t";

    private static final String SEPARATOR_LINE = "(?i)sep=(.)";

    private static final int HEAD = 4096;

    private Csv() {}

    /** An action on a row; {@code number} counts from 1, which is the first row of the file. */
    interface Row<T> {
        void read(int number, T values);
    }

    /**
     * Reads a file with a header. The mark # before a column, which VIA 1 writes, is left out.
     *
     * @param required columns that the header must have
     * @param findings receives the rows with more values than there are columns
     * @param body receives the values of the other rows by column; null where a row is too short
     * @throws org.mrcnn.data.dataset.BadDataException if the file is not CSV, has another encoding, lacks a column, or names one twice; the
     *     message names file and row
     */
    static void read(Path file, List<String> required, Findings findings, Row<Map<String, String>> body) {
        List<String> columns = new ArrayList<>();
        readRows(file, (row, values) -> {
            if (columns.isEmpty()) {
                columns.addAll(columns(file, values, required));
                return;
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                fields.put(columns.get(i), i < values.length ? values[i] : null);
            }
            if (values.length > columns.size() && !isBlank(values, columns.size())) {
                String found = values.length + " in row " + row;
                findings.add(DataProblem.BAD_LAYOUT, file, "at most " + columns.size() + " values in a row", found);
            } else {
                body.read(row, fields);
            }
        });
        if (columns.isEmpty()) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "complete CSV", "an empty file", null);
        }
    }

    private static List<String> columns(Path file, String[] header, List<String> required) {
        List<String> columns = Arrays.stream(header)
                .map(name -> name.strip().replaceFirst("^#", ""))
                .toList();
        if (!columns.containsAll(required)) {
            throw Faults.of(
                    DataProblem.BAD_LAYOUT, file, "the columns " + required, Faults.shortened("" + columns), null);
        }
        List<String> named = columns.stream().filter(name -> !name.isEmpty()).toList();
        if (new HashSet<>(named).size() < named.size()) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "each column once", columns.toString(), null);
        }
        return columns;
    }

    /** Returns the first row of a file; empty if it has none or is not CSV. */
    static List<String> header(Path file) {
        try (BufferedReader text = new BufferedReader(Text.reader(file))) {
            String first = firstLine(text);
            return Arrays.stream(first.split(String.valueOf(separator(first)), -1))
                    .map(name -> name.strip().replaceAll("^\"|\"$", ""))
                    .toList();
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    /** Reads a file without a header, with the same exceptions as {@link #read}. */
    static void readRows(Path file, Row<String[]> body) {
        int row = 0;
        try (BufferedReader text = new BufferedReader(Text.reader(file));
                MappingIterator<String[]> rows = rows(text)) {
            while (rows.hasNextValue()) {
                row++;
                String[] values = rows.nextValue();
                boolean separators = row == 1 && String.join("", values).matches("(?i)sep=.?");
                if (!isBlank(values, 0) && !separators) {
                    body.read(row, values);
                }
            }
        } catch (JsonProcessingException e) {
            String found = Text.fault(e) + " at row " + row;
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "complete CSV", found, e);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    private static MappingIterator<String[]> rows(BufferedReader text) throws IOException {
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(firstLine(text)));
        return MAPPER.readerFor(String[].class).with(schema).readValues(text);
    }

    /** Returns the first line, and leaves the reader at its beginning. */
    private static String firstLine(Reader text) throws IOException {
        text.mark(HEAD);
        char[] head = new char[HEAD];
        int length = Math.max(0, text.read(head));
        text.reset();
        return new String(head, 0, length).lines().findFirst().orElse("");
    }

    private static char separator(String firstLine) {
        if (firstLine.matches(SEPARATOR_LINE)) {
            return firstLine.charAt(firstLine.length() - 1);
        }
        int most = SEPARATORS
                .chars()
                .boxed()
                .max(Comparator.comparing(candidate -> count(firstLine, candidate)))
                .orElseThrow();
        return count(firstLine, most) == 0 ? SEPARATORS.charAt(0) : (char) most;
    }

    private static long count(String text, int character) {
        return text.chars().filter(c -> c == character).count();
    }

    private static boolean isBlank(String[] values, int from) {
        return Arrays.stream(values, from, values.length).allMatch(String::isBlank);
    }
}
