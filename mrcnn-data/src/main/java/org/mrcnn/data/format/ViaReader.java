// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;

/**
 * Reads files of the VGG Image Annotator: annotations as JSON or CSV and projects of versions 1 and 2, and projects of version
 * 3. The class of a region is the attribute named by the user; otherwise {@code class}, {@code label}, {@code name}, {@code
 * type} or {@code category}, the first of these that occurs in the file; otherwise its only attribute. Without attributes, all
 * regions have the class {@code object}, or the only class given by the user. For single use.
 */
final class ViaReader {

    /** The format, recognized by the extension csv, the field of a project, or a first entry with regions. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return new ViaReader(options, at, findings).read();
        }

        @Override
        public Set<String> endings() {
            return Set.of("csv");
        }

        @Override
        public boolean fitsFile(Path file) {
            return FormatReader.super.fitsFile(file) && !OpenImagesReader.isOpenImages(file);
        }

        @Override
        public boolean fitsJson(JsonHead head) {
            return head.last().equals("_via_img_metadata")
                    || head.fields().containsAll(Via3.FIELDS)
                    || head.lastContains("regions");
        }
    };

    private static final List<String> CLASS_ATTRIBUTES = List.of("class", "label", "name", "type", "category");

    private final ImageFolder folder;
    private final Path file;
    private final ReadOptions options;
    private final Findings findings;

    private ViaReader(ReadOptions options, Path file, Findings findings) {
        this.folder = new ImageFolder(options.imagesOr(file.toAbsolutePath().getParent()), findings);
        this.file = file;
        this.options = options;
        this.findings = findings;
    }

    /**
     * An image as described in the file. Entries with the same name are different images, from different folders of the
     * annotator.
     *
     * @param cut whether it had more regions than can be read
     */
    record Entry(String name, List<ViaRegion> regions, boolean cut) {}

    private AnnotationSource read() {
        List<Entry> entries =
                ImageFiles.ending(file).equals("csv") ? ViaCsv.read(file, findings) : Json.read(file, this::readJson);
        List<String> attributes = classAttributes(entries);
        List<AnnotatedImage> images = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            String name = entry.name();
            if (!names.add(name)) {
                String found = "another, of another file size: VIA takes them for two images of two folders";
                fault(DataProblem.DUPLICATE_ID, name, "one entry of the name '" + name + "'", found);
                continue;
            }
            if (entry.cut()) {
                fault(DataProblem.TOO_LARGE, name, "annotations of one image", "millions of numbers");
                continue;
            }
            try {
                Path path = folder.find(name, file);
                List<AnnotatedObject> objects = objects(entry, attributes);
                images.add(new AnnotatedImage(name, folder.nameOf(path), path, 0, 0, file, objects));
            } catch (IllegalArgumentException e) {
                fault(DataProblem.BAD_FILE_NAME, name, ImageFiles.insideOf(folder.path()), e.getMessage());
            }
        }
        return Annotations.of(images, findings);
    }

    private List<Entry> readJson(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notVia("something that is not a JSON object");
        }
        List<Entry> entries = new ArrayList<>();
        Via3 project = new Via3();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("_via_img_metadata") && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                    readImage(parser, entries);
                }
            } else if (field.equals("_via_img_metadata")) {
                throw notVia("'_via_img_metadata' that is not an object");
            } else if (field.startsWith("_via_") || Via3.OTHER_FIELDS.contains(field)) {
                parser.skipChildren();
            } else if (Via3.FIELDS.contains(field)) {
                project.put(field, Json.element(parser), file);
            } else {
                readImage(parser, entries);
            }
        }
        entries.addAll(project.entries(found -> findings.add(notVia(found))));
        return entries;
    }

    /** Reads an image. Regions are a list in version 2, and an object with numbers as keys in version 1. */
    private void readImage(JsonParser parser, List<Entry> entries) throws IOException {
        String key = parser.currentName();
        Json.Element element = Json.element(parser);
        JsonNode name = element.node().path("filename");
        if (!name.isTextual() || !element.node().path("regions").isContainerNode()) {
            findings.add(notVia("the entry '" + Faults.shortened(key) + "' without filename and regions"));
            return;
        }
        List<ViaRegion> regions = new ArrayList<>();
        for (JsonNode region : element.node().path("regions")) {
            regions.add(new ViaRegion(region.path("shape_attributes"), region.path("region_attributes")));
        }
        entries.add(new Entry(name.textValue(), regions, element.cut()));
    }

    private List<AnnotatedObject> objects(Entry entry, List<String> attributes) {
        List<AnnotatedObject> objects = new ArrayList<>();
        for (ViaRegion region : entry.regions()) {
            String id = Integer.toString(objects.size() + 1);
            String label = label(entry.name(), id, region, attributes);
            Segment segment = label.isBlank()
                    ? new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, "none in " + attributes)
                    : Shapes.segment(region::segment);
            if (region.isLine() && segment instanceof Segment.Polygons) {
                note(DataProblem.CLOSED_LINE, entry.name(), id, "a closed shape", "a polyline");
            }
            objects.add(new AnnotatedObject(id, label, false, null, segment));
        }
        return objects;
    }

    private String label(String image, String id, ViaRegion region, List<String> attributes) {
        if (attributes.isEmpty()) {
            return options.classes().size() == 1 ? options.classes().get(0) : Dataset.NAMELESS;
        }
        for (String attribute : attributes) {
            List<String> values = region.values(attribute);
            if (values.size() > 1) {
                note(DataProblem.SEVERAL_CLASSES, image, id, "one class in '" + attribute + "'", values.toString());
            }
            if (!values.isEmpty()) {
                return values.get(0);
            }
        }
        return "";
    }

    private List<String> classAttributes(List<Entry> entries) {
        Set<String> names = new TreeSet<>();
        entries.forEach(entry -> entry.regions()
                .forEach(region -> region.attributes().fieldNames().forEachRemaining(names::add)));
        List<String> wanted = options.classAttributes();
        if (names.isEmpty() && options.classes().size() == 1) { // one of several files may have no attributes
            String found =
                    "none; every region is taken as '" + options.classes().get(0) + "'";
            findings.add(DataProblem.CLASS_NAME, file, "an attribute with the class", found);
            return List.of();
        }
        if (!wanted.isEmpty() && names.stream().noneMatch(wanted::contains)) {
            throw notVia("none of the class attributes " + wanted + "; there are " + names);
        }
        if (!wanted.isEmpty()) {
            return wanted;
        }
        for (String name : CLASS_ATTRIBUTES) {
            if (names.contains(name)) {
                return List.of(name);
            }
        }
        if (names.size() > 1) {
            throw notVia("several attributes, " + names + ", and none of " + CLASS_ATTRIBUTES
                    + "; name the one that is the class, on the command line with --class-attribute");
        }
        return List.copyOf(names);
    }

    private void note(DataProblem problem, String image, String id, String expected, String found) {
        findings.add(new DataFinding(problem, file.toString(), image, id, expected, found));
    }

    private void fault(DataProblem problem, String name, String expected, String found) {
        findings.add(new DataFinding(problem, file.toString(), name, null, expected, found));
    }

    private BadDataException notVia(String found) {
        String expected = "images with filename and regions, each region with one attribute that is its class";
        return Faults.of(DataProblem.BAD_LAYOUT, file, expected, found, null);
    }
}
