// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.mrcnn.data.dataset.DataProblem;

/**
 * Converts a project of version 3 of the VGG Image Annotator to the structure of version 2: {@code file} names images, {@code
 * view} groups them, and {@code metadata} has regions as lists of numbers, the first of which is the kind of shape, with
 * attribute values by number, which {@code attribute} explains.
 */
final class Via3 {

    /** The fields that are read. */
    static final Set<String> FIELDS = Set.of("attribute", "file", "view", "metadata");

    /** The fields that contain nothing about regions. */
    static final Set<String> OTHER_FIELDS = Set.of("project", "config");

    private static final int CHECK_BOXES = 2;

    private final Map<String, JsonNode> fields = new HashMap<>();

    void put(String field, Json.Element element, Path file) {
        if (element.cut()) {
            throw Faults.of(DataProblem.TOO_LARGE, file, "'" + field + "'", "millions of numbers", null);
        }
        fields.put(field, element.node());
    }

    /**
     * Returns the images with their regions; an empty list if the file is not a project.
     *
     * @param faults receives descriptions of the regions that belong to no image, and of other structures
     */
    List<ViaReader.Entry> entries(Consumer<String> faults) {
        if (!fields.keySet().containsAll(FIELDS)) {
            return List.of();
        }
        FIELDS.stream()
                .filter(name -> !fields.get(name).isContainerNode()
                        || (name.equals("file") && fields.get(name).isArray()))
                .forEach(name -> faults.accept("'" + name + "' that is not an object"));
        Map<String, List<ViaRegion>> byFile = new LinkedHashMap<>();
        fields.get("file").fieldNames().forEachRemaining(fid -> byFile.put(fid, new ArrayList<>()));
        for (JsonNode metadata : fields.get("metadata")) {
            addRegion(metadata, byFile, faults);
        }
        List<ViaReader.Entry> entries = new ArrayList<>();
        byFile.forEach((fid, regions) -> {
            String name = fields.get("file").path(fid).path("fname").asText();
            entries.add(new ViaReader.Entry(name, regions, false));
        });
        return entries;
    }

    private void addRegion(JsonNode metadata, Map<String, List<ViaRegion>> byFile, Consumer<String> faults) {
        JsonNode xy = metadata.path("xy");
        String vid = metadata.path("vid").asText();
        JsonNode files = fields.get("view").path(vid).path("fid_list");
        String fid = files.path(0).asText();
        if (xy.isArray() && xy.isEmpty()) { // attributes of the whole image
            return;
        }
        if (!xy.isArray()) {
            faults.accept("a region of view " + vid + " whose xy is no list of numbers");
        } else if (files.size() != 1 || !byFile.containsKey(fid)) {
            faults.accept(
                    "a region of view " + vid + ", which is of the files " + files + ", not of one that is listed");
        } else {
            byFile.get(fid).add(new ViaRegion(shape(xy), attributes(metadata.path("av"))));
        }
    }

    private static ObjectNode shape(JsonNode xy) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        return switch (xy.path(0).asInt()) {
            case 1 -> shape.put("name", "point");
            case 2 -> named(shape, xy, "rect", "x", "y", "width", "height");
            case 3 -> named(shape, xy, "circle", "cx", "cy", "r");
            case 4 -> named(shape, xy, "ellipse", "cx", "cy", "rx", "ry");
            case 5 -> shape.put("name", "line");
            case 6 -> points(shape.put("name", "polyline"), xy);
            case 7 -> points(shape.put("name", "polygon"), xy);
            default -> shape.put("name", "of kind " + xy.path(0).asText());
        };
    }

    private static ObjectNode named(ObjectNode shape, JsonNode xy, String name, String... numbers) {
        shape.put("name", name);
        for (int i = 0; i < numbers.length && i + 1 < xy.size(); i++) {
            shape.set(numbers[i], xy.get(i + 1));
        }
        return shape;
    }

    private static ObjectNode points(ObjectNode shape, JsonNode xy) {
        for (int axis = 0; axis < 2; axis++) {
            var numbers = shape.putArray(axis == 0 ? "all_points_x" : "all_points_y");
            for (int i = 1 + axis; i < xy.size(); i += 2) {
                numbers.add(xy.get(i));
            }
        }
        return shape;
    }

    private ObjectNode attributes(JsonNode values) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        values.properties().forEach(value -> {
            JsonNode attribute = fields.get("attribute").path(value.getKey());
            JsonNode options = attribute.path("options");
            String name = attribute.path("aname").asText(value.getKey());
            String text = value.getValue().asText();
            if (attribute.path("type").asInt() == CHECK_BOXES) {
                ObjectNode boxes = attributes.putObject(name);
                for (String option : text.split(",", -1)) {
                    if (!option.isBlank()) {
                        boxes.put(options.path(option).asText(option), true);
                    }
                }
            } else {
                attributes.put(
                        name, options.isEmpty() ? text : options.path(text).asText(""));
            }
        });
        return attributes;
    }
}
