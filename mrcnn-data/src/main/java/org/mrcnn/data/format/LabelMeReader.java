// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;

/**
 * Reads LabelMe: one JSON file per image, with polygons, rectangles, circles and masks. Shapes with the same label and group
 * are one object. Images within the JSON files are not used.
 *
 * @param root folder of the JSON files
 * @param images folder of the images if they are not where the JSON files say; may be null
 */
record LabelMeReader(Path root, ImageFolder images, Findings findings) {

    /** Labels with which LabelMe marks areas that are not objects. */
    private static final Set<String> NO_OBJECTS = Set.of("__ignore__", "_background_");

    /** The format, recognized by the list of shapes in one of the first JSON files of a folder. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return LabelMeReader.read(options.images(), at, findings);
        }

        @Override
        public boolean fitsJson(JsonHead head) {
            return head.last().equals("shapes");
        }

        @Override
        public boolean fitsFolder(Path folder) {
            List<Path> json = ImageFiles.below(folder, 2, Set.of("json"));
            boolean any = json.stream().limit(DataFormat.FEW).anyMatch(file -> DataFormat.ofReadable(file)
                    .contains(DataFormat.LABELME));
            if (!any && !json.isEmpty()) {
                DataFormat.ofFile(json.get(0)); // throws if the file is damaged, and names it
            }
            return any;
        }
    };

    /** Opens a folder with its subfolders, or a single file. */
    static AnnotationSource read(Path images, Path at, Findings findings) {
        boolean one = Files.isRegularFile(at);
        Path root = one ? at.toAbsolutePath().getParent() : at;
        List<Path> files = one ? List.of(at.toAbsolutePath()) : ImageFiles.below(at, Integer.MAX_VALUE, Set.of("json"));
        ImageFolder folder = images == null ? null : new ImageFolder(images, findings);
        LabelMeReader reader = new LabelMeReader(root, folder, findings);
        List<AnnotatedImage> read = ImageFiles.readEach(files, reader::image, findings);
        if (!one && images == null) {
            reader.noteUnused(read);
        }
        return Annotations.of(read, findings);
    }

    private void noteUnused(List<AnnotatedImage> read) {
        Set<Path> used = read.stream()
                .map(image -> image.file().toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        for (Path image : ImageFiles.images(root, Integer.MAX_VALUE)) {
            if (!used.contains(image.toAbsolutePath().normalize())) {
                findings.add(DataProblem.UNUSED_IMAGE, image, "a JSON file that names it", "none");
            }
        }
    }

    private AnnotatedImage image(Path json) {
        return Json.read(json, parser -> image(json, parser));
    }

    private AnnotatedImage image(Path json, JsonParser parser) throws IOException {
        String imagePath = "";
        JsonNode height = MissingNode.getInstance();
        JsonNode width = height;
        List<JsonNode> shapes = null;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notLabelMe(json, "something that is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "imagePath" -> imagePath = Json.element(parser).node().asText("");
                case "imageHeight" -> height = Json.element(parser).node();
                case "imageWidth" -> width = Json.element(parser).node();
                case "shapes" -> shapes = shapes(json, parser);
                default -> parser.skipChildren();
            }
        }
        if (shapes == null) {
            throw notLabelMe(json, "no 'shapes'");
        }
        Path folder = images == null ? root : images.path();
        Path file = imageFile(json, imagePath);
        String name = ImageFiles.name(folder.toAbsolutePath(), file.toAbsolutePath());
        List<JsonNode> drawn = withoutIgnored(json, shapes);
        Sides size = Sides.of(json, height, width);
        List<AnnotatedObject> objects = objects(drawn, size.height(), size.width(), file);
        return new AnnotatedImage(name, name, file, size.height(), size.width(), json, objects);
    }

    /**
     * Returns the image file: beside the JSON file, or by its name in the given folder; for a path of another machine, by its
     * end.
     */
    private Path imageFile(Path json, String imagePath) {
        if (images != null) {
            String plain = imagePath.replace('\\', '/');
            return found(images, plain.substring(plain.lastIndexOf('/') + 1), json);
        }
        String folder = ImageFiles.name(root, json.getParent()); // empty for a file in the root itself
        boolean absolute = imagePath.startsWith("/") || imagePath.startsWith("\\") || imagePath.startsWith(":", 1);
        if (absolute) {
            return found(new ImageFolder(json.getParent(), findings), imagePath, json);
        }
        return found(
                new ImageFolder(root, findings),
                imagePath.isBlank() || folder.isEmpty() ? imagePath : folder + "/" + imagePath,
                json);
    }

    private static Path found(ImageFolder folder, String name, Path json) {
        try {
            return folder.find(name, json);
        } catch (IllegalArgumentException e) {
            String expected = ImageFiles.insideOf(folder.path());
            throw Faults.of(DataProblem.BAD_FILE_NAME, json, expected, e.getMessage(), e);
        }
    }

    private List<JsonNode> withoutIgnored(Path json, List<JsonNode> shapes) {
        List<JsonNode> drawn = new ArrayList<>();
        for (JsonNode shape : shapes) {
            String label = label(shape);
            if (NO_OBJECTS.contains(label)) {
                findings.add(DataProblem.NO_OBJECT, json, "a class", "'" + label + "', LabelMe's word for no object");
            } else {
                drawn.add(shape);
            }
        }
        return drawn;
    }

    private static String label(JsonNode shape) {
        return shape.path("label").asText("");
    }

    private static List<JsonNode> shapes(Path json, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw notLabelMe(json, "'shapes' that is not a list");
        }
        List<JsonNode> shapes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            shapes.add(Json.element(parser).node());
        }
        return shapes;
    }

    private static List<AnnotatedObject> objects(List<JsonNode> shapes, int height, int width, Path file) {
        Map<List<String>, AnnotatedObject> groups = new LinkedHashMap<>();
        for (int i = 0; i < shapes.size(); i++) {
            JsonNode shape = shapes.get(i);
            String label = label(shape);
            String group = Json.id(shape.path("group_id"));
            Segment segment = Shapes.segment(() -> segment(shape, height, width, file));
            String id = Integer.toString(i + 1);
            groups.merge(
                    List.of(ClassNames.clean(label), group == null ? "alone " + i : "group " + group),
                    new AnnotatedObject(id, label, false, null, segment),
                    (first, next) -> joined(first, next, height, width));
        }
        return List.copyOf(groups.values());
    }

    private static AnnotatedObject joined(AnnotatedObject first, AnnotatedObject next, int height, int width) {
        Segment both = Shapes.segment(() -> {
            if (first.segment() instanceof Segment.Polygons a && next.segment() instanceof Segment.Polygons b) {
                return a.and(b);
            }
            if (first.segment() instanceof Segment.Unusable) {
                return first.segment();
            }
            if (next.segment() instanceof Segment.Unusable) {
                return next.segment();
            }
            return new Segment.Runs(Rle.union(List.of(
                    first.segment().rasterize(height, width), next.segment().rasterize(height, width))));
        });
        return new AnnotatedObject(first.id(), first.label(), false, null, both);
    }

    private static Segment segment(JsonNode shape, int height, int width, Path file) {
        String type = shape.path("shape_type").asText("polygon");
        double[] xy = Json.points(shape.path("points"));
        return switch (type) {
            case "polygon" -> Shapes.polygon(xy);
            case "rectangle" -> xy.length == 8 ? Shapes.polygon(xy) : rectangle(xy);
            case "circle" -> {
                requirePoints(xy, type);
                double radius = Math.hypot(xy[2] - xy[0], xy[3] - xy[1]);
                yield Shapes.ellipse(xy[0], xy[1], radius, radius, 0);
            }
            case "mask" -> {
                requirePoints(xy, type);
                yield mask(shape.path("mask").asText(""), xy, height, width, file);
            }
            default -> Shapes.none("a shape of type '" + Faults.shortened(type) + "'");
        };
    }

    private static Segment rectangle(double[] xy) {
        requirePoints(xy, "rectangle");
        return Shapes.rectangle(xy[0], xy[1], xy[2], xy[3]);
    }

    private static void requirePoints(double[] xy, String type) {
        if (xy.length != 4) {
            throw new IllegalArgumentException("a " + type + " of " + xy.length / 2 + " points instead of 2");
        }
    }

    /** Decodes a PNG of the part of the image between two corners, both included. */
    private static Segment mask(String base64, double[] xy, int height, int width, Path file) {
        Shapes.requireSize(height, width);
        for (double coordinate : xy) {
            Json.pixel(coordinate, "a mask");
        }
        LabelImage part;
        try {
            part = Images.readLabels(file, Json.base64(base64));
        } catch (ImageException e) {
            throw new IllegalArgumentException("a mask that is no image: " + e.getMessage(), e);
        }
        int[] corner = {Json.pixel(xy[1], "a mask"), Json.pixel(xy[0], "a mask")};
        requireFit(part.height(), xy[3] - xy[1] + 1, "rows");
        requireFit(part.width(), xy[2] - xy[0] + 1, "columns");
        return new Segment.Runs(LabelMasks.placed(part, corner, height, width));
    }

    /**
     * Rejects a mask whose size differs from that of its corners, for example because points were scaled and the mask was not.
     */
    private static void requireFit(int found, double expected, String what) {
        if (Math.abs(found - expected) > 1.5) {
            throw new IllegalArgumentException(
                    "a mask of " + found + " " + what + " between corners of " + Math.rint(expected));
        }
    }

    private static RuntimeException notLabelMe(Path json, String found) {
        return Faults.of(DataProblem.BAD_LAYOUT, json, "a LabelMe file with the list shapes", found, null);
    }
}
