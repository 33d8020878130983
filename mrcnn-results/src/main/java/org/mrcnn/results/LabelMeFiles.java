// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mrcnn.core.detect.Detection;

/** Writes one LabelMe file per image. A hole is cut out of its polygon; the parts of an object are polygons of one group. */
final class LabelMeFiles implements ResultFiles {
    private static final String VERSION = "5.5.0";
    private final Path folder;

    LabelMeFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Path file = Stems.file(folder, stem, ".json");
        Json.file(file, json -> {
            json.writeStartObject();
            json.writeStringField("version", VERSION);
            json.writeObjectFieldStart("flags");
            json.writeEndObject();
            json.writeArrayFieldStart("shapes");
            int group = 0;
            for (Detection object : image.found().list()) {
                List<double[]> polygons = object.mask().toPolygons();
                group += polygons.size() > 1 ? 1 : 0;
                for (double[] polygon : polygons) {
                    write(json, object, polygon, polygons.size() > 1 ? group : 0);
                }
            }
            json.writeEndArray();
            json.writeStringField("imagePath", imagePath(file, image));
            json.writeNullField("imageData");
            json.writeNumberField("imageHeight", image.found().height());
            json.writeNumberField("imageWidth", image.found().width());
            json.writeEndObject();
        });
    }

    /** Returns the path from the folder of the JSON file to the image, the form that LabelMe expects. */
    private static String imagePath(Path json, ImageResult image) throws IOException {
        if (image.file() == null) {
            return image.name();
        }
        Path from = real(json).getParent();
        Path to = real(image.file());
        boolean sameDrive = String.valueOf(from.getRoot()).equals(String.valueOf(to.getRoot()));
        Path path = sameDrive ? from.relativize(to) : to;
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    /** Resolves symbolic links in the folders of a file, so that {@code ..} refers to the parent of each folder. */
    private static Path real(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        return Files.isDirectory(folder) ? folder.toRealPath().resolve(absolute.getFileName()) : absolute.normalize();
    }

    private static void write(JsonGenerator json, Detection object, double[] polygon, int group) throws IOException {
        json.writeStartObject();
        json.writeStringField("label", object.label());
        json.writeArrayFieldStart("points");
        for (int i = 0; i < polygon.length; i += 2) {
            Json.numbers(json, polygon[i], polygon[i + 1]);
        }
        json.writeEndArray();
        if (group == 0) {
            json.writeNullField("group_id");
        } else {
            json.writeNumberField("group_id", group);
        }
        json.writeStringField("description", String.format(Locale.ROOT, "score %.3f", object.score()));
        json.writeStringField("shape_type", "polygon");
        json.writeObjectFieldStart("flags");
        json.writeEndObject();
        json.writeNullField("mask");
        json.writeEndObject();
    }
}
