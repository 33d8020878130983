// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.mrcnn.data.dataset.DataProblem;

/** CSV files of the VGG Image Annotator: a region a row, its shape and attributes as JSON. */
final class ViaCsv {

    private ViaCsv() {}

    /** Gives each region with the name of its image, and null for an image without regions. */
    static void read(Path file, BiConsumer<String, ViaRegion> regions) {
        int row = 1;
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(file.toFile())) {
            while (rows.hasNextValue()) {
                row++;
                Map<String, String> fields = new HashMap<>();
                // version 1 starts its header with a hash sign
                rows.nextValue().forEach((key, value) -> fields.put(key.replaceFirst("^#", ""), value));
                readRow(file, row, fields, regions);
            }
        } catch (JsonProcessingException e) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "complete CSV", e.getOriginalMessage() + " at row " + row, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + file + " cannot be read; check the path", e);
        }
    }

    private static void readRow(Path file, int row, Map<String, String> fields, BiConsumer<String, ViaRegion> regions) {
        String name = fields.get("filename");
        String shape = fields.get("region_shape_attributes");
        String attributes = fields.get("region_attributes");
        if (name == null || name.isEmpty() || shape == null || attributes == null) {
            String expected = "the columns filename, region_shape_attributes and region_attributes";
            throw Faults.of(DataProblem.BAD_LAYOUT, file, expected, "row " + row + " without them", null);
        }
        try {
            ViaRegion region = new ViaRegion(Json.parse(shape), Json.parse(attributes));
            regions.accept(name, region.shape().isEmpty() ? null : region);
        } catch (IllegalArgumentException e) {
            String found = "row " + row + ": " + e.getMessage();
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "shapes and attributes as JSON", found, e);
        }
    }
}
