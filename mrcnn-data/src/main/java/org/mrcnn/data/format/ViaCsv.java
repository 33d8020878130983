// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/** Reads CSV files of the VGG Image Annotator: a row per region, with shape and attributes as JSON. */
final class ViaCsv {

    private static final List<String> COLUMNS = List.of("filename", "region_shape_attributes", "region_attributes");

    private final Path file;
    private final Findings findings;
    private final Map<List<String>, List<ViaRegion>> regions = new LinkedHashMap<>();
    private final Set<List<String>> known = new HashSet<>();

    private ViaCsv(Path file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** Returns the images in the order of the file; rows with the same name and file size belong to one image. */
    static List<ViaReader.Entry> read(Path file, Findings findings) {
        ViaCsv reader = new ViaCsv(file, findings);
        reader.readRows();
        return reader.regions.entrySet().stream()
                .map(image -> new ViaReader.Entry(image.getKey().get(0), image.getValue(), false))
                .toList();
    }

    private void readRows() {
        Csv.read(file, COLUMNS, findings, this::readRow);
    }

    private void readRow(int row, Map<String, String> fields) {
        String name = fields.get("filename");
        String shape = fields.get("region_shape_attributes");
        String attributes = fields.get("region_attributes");
        if (name == null || name.isBlank() || shape == null || attributes == null) {
            findings.add(DataProblem.BAD_LAYOUT, file, "values of " + COLUMNS, "row " + row + " without some of them");
            return;
        }
        String size = String.valueOf(fields.get("file_size"));
        String id = fields.get("region_id");
        if (id != null && !known.add(List.of(name, size, id, shape))) {
            String found = "region " + id + " of " + name + " again in row " + row;
            findings.add(DataProblem.DUPLICATE_ID, file, "each region once", found);
            return;
        }
        List<ViaRegion> ofImage = regions.computeIfAbsent(List.of(name, size), unused -> new ArrayList<>());
        try {
            ViaRegion region = new ViaRegion(Json.parseObject(shape), Json.parseObject(attributes));
            if (!region.shape().isEmpty()) {
                ofImage.add(region);
            }
        } catch (IllegalArgumentException e) {
            String found = "row " + row + ": " + e.getMessage();
            findings.add(Faults.of(DataProblem.BAD_LAYOUT, file, "shapes and attributes as JSON", found, e));
        }
    }
}
