// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/**
 * Reads a Supervisely project: {@code meta.json} with the classes, and data sets, each a folder with {@code img} and {@code
 * ann}; {@code ann/NAME.jpg.json} belongs to {@code img/NAME.jpg}. Objects are polygons with holes, rectangles, and bitmaps: a
 * PNG of a part of the image, compressed with zlib, in Base64.
 *
 * @param root folder of the project, or of one of its data sets
 * @param images folder of the images if they are not in img; may be null
 */
record SuperviselyReader(Path root, Path images, Findings findings) {

    /** The format, recognized by a folder ann beside a meta.json, or beside img. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return new SuperviselyReader(at, options.images(), findings).read();
        }

        @Override
        public boolean fitsFolder(Path folder) {
            boolean project = Files.isRegularFile(folder.resolve(META))
                    && !annotations(folder).isEmpty();
            boolean dataset =
                    Files.isDirectory(folder.resolve(ANNOTATIONS)) && Files.isDirectory(folder.resolve(IMAGES));
            return project || dataset;
        }
    };

    private static final String META = "meta.json";
    private static final String ANNOTATIONS = "ann";
    private static final String IMAGES = "img";

    /** Maximum size of a bitmap: a hardly compressed PNG mask of the largest image. */
    private static final int MAX_BITMAP_BYTES = 64 << 20;

    /** The first byte of a PNG; zlib data never begins with it. */
    private static final byte PNG_START = (byte) 0x89;

    private static List<Path> annotations(Path folder) {
        return ImageFiles.below(folder, Integer.MAX_VALUE, Set.of("json")).stream()
                .filter(file -> String.valueOf(file.getParent().getFileName()).equals(ANNOTATIONS))
                .toList();
    }

    private AnnotationSource read() {
        Path meta = Files.isRegularFile(root.resolve(META))
                ? root.resolve(META)
                : root.toAbsolutePath().resolveSibling(META);
        List<AnnotatedImage> read = ImageFiles.readEach(annotations(root), this::image, findings);
        noteWithoutAnnotations();
        if (!Files.isRegularFile(meta)) {
            return Annotations.of(read, findings);
        }
        List<String> classes = new ArrayList<>();
        tree(meta)
                .path("classes")
                .forEach(type -> classes.add(type.path("title").asText("")));
        return new Annotations(ClassNames.checked(meta, classes, findings), read);
    }

    private void noteWithoutAnnotations() {
        if (images != null) {
            return;
        }
        for (Path file : ImageFiles.images(root, Integer.MAX_VALUE)) {
            Path folder = file.getParent();
            Path annotation = folder.resolveSibling(ANNOTATIONS).resolve(file.getFileName() + ".json");
            boolean none = !Files.exists(annotation)
                    && !Files.exists(annotation.resolveSibling(ImageFiles.stem(file) + ".json"));
            if (String.valueOf(folder.getFileName()).equals(IMAGES) && none) {
                findings.add(DataProblem.UNUSED_IMAGE, file, "annotations " + annotation, "none");
            }
        }
    }

    private static JsonNode tree(Path file) {
        return Json.read(file, parser -> {
            parser.nextToken();
            Json.Element element = Json.element(parser);
            if (element.cut()) {
                throw Faults.of(DataProblem.TOO_LARGE, file, "annotations of one image", "millions of numbers", null);
            }
            return element.node();
        });
    }

    private AnnotatedImage image(Path json) {
        JsonNode tree = tree(json);
        Sides size = Sides.of(
                json, tree.path("size").path("height"), tree.path("size").path("width"));
        int height = size.height();
        int width = size.width();
        if (!tree.path("objects").isArray() || height < 1 || width < 1) {
            String expected = "a Supervisely file with size and objects";
            throw Faults.of(DataProblem.BAD_LAYOUT, json, expected, "one of them missing", null);
        }
        List<AnnotatedObject> objects = new ArrayList<>();
        for (JsonNode object : tree.path("objects")) {
            String id = object.has("id") ? object.path("id").asText() : Integer.toString(objects.size() + 1);
            String label = ClassNames.clean(object.path("classTitle").asText(""));
            Segment segment = Shapes.segment(() -> segment(object, height, width, json));
            objects.add(new AnnotatedObject(id, label, false, null, segment));
        }
        Path folder = images == null ? json.getParent().resolveSibling(IMAGES) : images;
        Path file = imageFile(json, folder);
        String name = ImageFiles.name(images == null ? root : images, file);
        return new AnnotatedImage(name, name, file, height, width, json, objects);
    }

    /** Returns {@code NAME.jpg} for {@code NAME.jpg.json}; older projects have {@code NAME.json}. */
    private Path imageFile(Path json, Path folder) {
        String name = ImageFiles.stem(json);
        Path ofStem = ImageFiles.hasImageEnding(name) ? null : ImageFiles.image(folder, name);
        if (ofStem != null) {
            return ofStem;
        }
        try {
            return new ImageFolder(folder, findings).find(name, json);
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.BAD_FILE_NAME, json, ImageFiles.insideOf(folder), e.getMessage(), e);
        }
    }

    private static Segment segment(JsonNode object, int height, int width, Path json) {
        JsonNode points = object.path("points");
        String type = object.path("geometryType").asText("");
        return switch (type) {
            case "polygon" -> polygon(points, height, width);
            case "rectangle" -> {
                double[] xy = Json.points(points.path("exterior"));
                if (xy.length != 4) {
                    throw new IllegalArgumentException("a rectangle of " + xy.length / 2 + " corners instead of 2");
                }
                yield Shapes.rectangle(xy[0], xy[1], xy[2], xy[3]);
            }
            case "bitmap" -> bitmap(object.path("bitmap"), height, width, json);
            default -> Shapes.none("a shape of type '" + Faults.shortened(type) + "'");
        };
    }

    private static Segment polygon(JsonNode points, int height, int width) {
        Segment outer = Shapes.polygon(Json.points(points.path("exterior")));
        if (points.path("interior").isEmpty()) {
            return outer;
        }
        List<double[]> holes = new ArrayList<>();
        points.path("interior").forEach(hole -> holes.add(Json.points(hole)));
        return new Segment.Runs(
                Shapes.without(outer.rasterize(height, width), new Segment.Polygons(holes).rasterize(height, width)));
    }

    private static Segment bitmap(JsonNode bitmap, int height, int width, Path json) {
        double[] origin = Json.numbers(bitmap.path("origin"), "an origin");
        if (origin.length != 2) {
            throw new IllegalArgumentException("an origin of " + origin.length + " numbers");
        }
        Shapes.requireSize(height, width);
        byte[] png = inflated(Json.base64(bitmap.path("data").asText("")));
        try {
            int[] corner = {Json.pixel(origin[1], "a bitmap"), Json.pixel(origin[0], "a bitmap")};
            Rle mask = LabelMasks.placed(Images.readLabels(json, png), corner, height, width);
            return new Segment.Runs(mask);
        } catch (ImageException e) {
            throw new IllegalArgumentException("a bitmap that is no image: " + e.getMessage(), e);
        }
    }

    /** Decompresses a bitmap; some programs write the PNG uncompressed. */
    private static byte[] inflated(byte[] compressed) {
        if (compressed.length > 0 && compressed[0] == PNG_START) {
            return compressed;
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            byte[] bytes = in.readNBytes(MAX_BITMAP_BYTES + 1);
            if (bytes.length > MAX_BITMAP_BYTES) {
                throw new Segment.TooLargeException("a bitmap of more than " + MAX_BITMAP_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("a bitmap that is not compressed by zlib", e);
        }
    }
}
