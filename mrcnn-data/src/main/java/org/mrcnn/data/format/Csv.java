// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Map;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.internal.file.Text;

/** Reads CSV files with a header row by row. */
final class Csv {

    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvParser.Feature.INSERT_NULLS_FOR_MISSING_COLUMNS)
            .build();

    private Csv() {}

    /** An action on a row. */
    interface Row {
        /** Receives a row; {@code number} counts from 1, which is the header. */
        void read(int number, Map<String, String> fields);
    }

    /**
     * Reads a file.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if the file is not CSV, or has another encoding; the message names file
     *     and row
     */
    static void read(Path file, Row body) {
        int row = 1;
        try (Reader text = Text.reader(file);
                MappingIterator<Map<String, String>> rows = MAPPER.readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .readValues(text)) {
            while (rows.hasNextValue()) {
                row++;
                body.read(row, rows.nextValue());
            }
        } catch (JsonProcessingException e) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "complete CSV", e.getOriginalMessage() + " at row " + row, e);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }
}
