// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;

/**
 * Files of the VGG Image Annotator, versions 1 and 2: annotations as JSON or CSV, and projects. The class of a region is its
 * attribute {@code class}, {@code label}, {@code name}, {@code type} or {@code category}, the first that occurs in the file,
 * else its only attribute; without attributes all regions are of the class {@code object}. Used once.
 */
final class ViaReader {

    /** Recognized by the ending csv, the field of a project, or a first entry with regions. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return ViaReader.read(options.imagesOr(at.toAbsolutePath().getParent()), at, findings);
        }

        @Override
        public Set<String> endings() {
            return Set.of("csv");
        }

        @Override
        public boolean fitsJson(JsonHead head) {
            return head.last().equals("_via_img_metadata") || head.lastContains("regions");
        }
    };

    private static final List<String> CLASS_ATTRIBUTES = List.of("class", "label", "name", "type", "category");
    private static final String ONLY_CLASS = "object";

    private final Path folder;
    private final Path file;
    private final Findings findings;
    private final Map<String, List<ViaRegion>> regionsByName = new LinkedHashMap<>();
    private final Set<String> tooLarge = new TreeSet<>();

    private ViaReader(Path folder, Path file, Findings findings) {
        this.folder = folder;
        this.file = file;
        this.findings = findings;
    }

    static AnnotationSource read(Path folder, Path file, Findings findings) {
        ViaReader reader = new ViaReader(folder, file, findings);
        if (ImageFiles.ending(file).equals("csv")) {
            ViaCsv.read(file, reader::add);
        } else {
            Json.read(file, parser -> {
                reader.readJson(parser);
                return null;
            });
        }
        return Annotations.of(reader.images());
    }

    private void readJson(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notVia("something that is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("_via_img_metadata") && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                    readImage(parser);
                }
            } else if (field.startsWith("_via_")) {
                parser.skipChildren();
            } else {
                readImage(parser);
            }
        }
    }

    /** Regions are a list in version 2, in version 1 an object with numbers as keys. */
    private void readImage(JsonParser parser) throws IOException {
        Json.Element element = Json.element(parser);
        JsonNode name = element.node().path("filename");
        if (!name.isTextual() || !element.node().path("regions").isContainerNode()) {
            throw notVia("an entry without filename and regions");
        }
        if (element.cut()) {
            tooLarge.add(name.textValue());
        }
        add(name.textValue(), null);
        for (JsonNode region : element.node().path("regions")) {
            add(name.textValue(), new ViaRegion(region.path("shape_attributes"), region.path("region_attributes")));
        }
    }

    private void add(String name, ViaRegion region) {
        List<ViaRegion> regions = regionsByName.computeIfAbsent(name, unused -> new ArrayList<>());
        if (region != null) {
            regions.add(region);
        }
    }

    private List<AnnotatedImage> images() {
        String attribute = classAttribute();
        List<AnnotatedImage> images = new ArrayList<>();
        regionsByName.forEach((name, regions) -> {
            if (tooLarge.contains(name)) {
                fault(DataProblem.TOO_LARGE, name, "annotations of one image", "millions of numbers");
                return;
            }
            try {
                Path path = ImageFiles.resolve(folder, name);
                images.add(new AnnotatedImage(name, name, path, 0, 0, file, objects(regions, attribute)));
            } catch (IllegalArgumentException e) {
                fault(DataProblem.BAD_FILE_NAME, name, ImageFiles.insideOf(folder), e.getMessage());
            }
        });
        return images;
    }

    private static List<AnnotatedObject> objects(List<ViaRegion> regions, String attribute) {
        List<AnnotatedObject> objects = new ArrayList<>();
        for (ViaRegion region : regions) {
            String label = attribute == null ? ONLY_CLASS : region.attribute(attribute);
            Segment segment = label.isEmpty()
                    ? new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, "none in the attribute '" + attribute + "'")
                    : Shapes.segment(region::segment);
            String id = Integer.toString(objects.size() + 1);
            objects.add(new AnnotatedObject(id, label, false, null, segment));
        }
        return objects;
    }

    private String classAttribute() {
        Set<String> names = new TreeSet<>();
        regionsByName
                .values()
                .forEach(regions -> regions.forEach(
                        region -> region.attributes().fieldNames().forEachRemaining(names::add)));
        for (String name : CLASS_ATTRIBUTES) {
            if (names.contains(name)) {
                return name;
            }
        }
        if (names.size() > 1) {
            throw notVia("several attributes, " + names + ", and none of " + CLASS_ATTRIBUTES);
        }
        return names.isEmpty() ? null : names.iterator().next();
    }

    private void fault(DataProblem problem, String name, String expected, String found) {
        findings.add(new DataFinding(problem, file.toString(), name, null, expected, found), null);
    }

    private RuntimeException notVia(String found) {
        String expected = "images with filename and regions, each region with one attribute that is its class";
        return Faults.of(DataProblem.BAD_LAYOUT, file, expected, found, null);
    }
}
