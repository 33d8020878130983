package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/**
 * Formats of annotated images. Each is opened by where its annotations are, a file or a folder, and the folder of the
 * images where the format does not say; all become an {@link AnnotatedDataset}, checked when opened.
 */
public enum DataFormat {
    /** One JSON file with images, annotations and categories: polygons, both kinds of run lengths, crowds. */
    COCO {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return CocoReader.read(images == null ? at.toAbsolutePath().getParent() : images, at, findings);
        }
    },
    /**
     * Pascal VOC: the folder with {@code Annotations}, {@code JPEGImages} and {@code SegmentationObject}, or a list of
     * {@code ImageSets/Segmentation}; a folder of XML files with polygons.
     */
    VOC {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return VocReader.read(images, at, findings);
        }
    },
    /** LabelMe: a folder of JSON files, one per image. */
    LABELME {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return LabelMeReader.read(images, at, findings);
        }
    },
    /** VGG Image Annotator 1 and 2: annotations as JSON or CSV, or a project. Polylines are closed. */
    VIA {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return ViaReader.read(images == null ? at.toAbsolutePath().getParent() : images, at, findings);
        }
    },
    /**
     * Masks as images: {@code masks/NAME/*.png}, one file per object; {@code masks/NAME.png}, one value or colour per
     * object; or {@code NAME/images} and {@code NAME/masks}.
     */
    MASKS {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return MaskReader.read(images, at, findings);
        }
    },
    /** YOLO segmentation: {@code images}, {@code labels} with one text file per image, and class names as YAML. */
    YOLO {
        @Override
        AnnotationSource read(Path images, Path at, Findings findings) {
            return YoloReader.read(images, at, findings);
        }
    };

    /** Opens a data set and stops at the first thing wrong with it. */
    public AnnotatedDataset open(Path images, Path annotations) {
        return open(images, annotations, BadDataPolicy.FAIL);
    }

    /**
     * Opens a data set.
     *
     * @param images folder that the file names refer to; null for where the format expects it
     * @param annotations file or folder
     * @param policy whether to stop at the first bad image or annotation, or to leave such out and count them
     * @throws org.mrcnn.data.dataset.BadDataException naming file, image id, annotation id, what was expected and found;
     *     also when skipping, if the file is of another format or nothing remains
     * @throws java.io.UncheckedIOException when a file or folder cannot be read
     */
    public AnnotatedDataset open(Path images, Path annotations, BadDataPolicy policy) {
        Findings findings = new Findings(policy);
        return AnnotatedDataset.of(read(images, annotations, findings), findings);
    }

    abstract AnnotationSource read(Path images, Path at, Findings findings);

    /**
     * The format of a file or folder, by its ending, its layout and the first names in its JSON.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if it could be none or several; name one then
     */
    public static DataFormat detect(Path annotations) {
        List<DataFormat> possible =
                Files.isDirectory(annotations) ? formatsOfFolder(annotations) : formatsOfFile(annotations);
        if (possible.size() == 1) {
            return possible.get(0);
        }
        String expected = "a file or folder of one format, or its name given: " + Arrays.toString(values());
        String found = possible.isEmpty() ? "none of them" : "what could be any of " + possible;
        throw Faults.of(DataProblem.BAD_LAYOUT, annotations, expected, found, null);
    }

    private static List<DataFormat> formatsOfFile(Path file) {
        return switch (ImageFiles.ending(file)) {
            case "json" -> Json.read(file, DataFormat::formatsOfJson);
            case "csv" -> List.of(VIA);
            case "yaml", "yml" -> List.of(YOLO);
            case "txt" -> List.of(VOC);
            default -> List.of();
        };
    }

    private static List<DataFormat> formatsOfJson(JsonParser parser) throws IOException {
        Set<String> fields = new HashSet<>();
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                fields.add(field);
                boolean object = parser.nextToken() == JsonToken.START_OBJECT;
                if (field.equals("shapes")) {
                    return List.of(LABELME);
                }
                if (field.equals("_via_img_metadata")
                        || (object
                                && Json.element(parser).node().path("regions").isContainerNode())) {
                    return List.of(VIA);
                }
                if (fields.contains("annotations") && (fields.contains("images") || fields.contains("categories"))) {
                    return List.of(COCO); // by its names, mostly before the annotations themselves are passed over
                }
                parser.skipChildren();
            }
        }
        return List.of();
    }

    private static List<DataFormat> formatsOfFolder(Path folder) {
        List<DataFormat> possible = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("Annotations")) || has(folder, 1, "xml")) {
            possible.add(VOC);
        }
        List<Path> json = ImageFiles.below(folder, 2, Set.of("json"));
        if (!json.isEmpty() && formatsOfFile(json.get(0)).contains(LABELME)) {
            possible.add(LABELME);
        }
        boolean labels = Files.isDirectory(folder.resolve("labels")) && has(folder.resolve("labels"), 2, "txt");
        if (labels || has(folder, 1, "yaml") || has(folder, 1, "yml")) {
            possible.add(YOLO);
        }
        boolean named = String.valueOf(folder.getFileName()).equals("masks");
        if (named || hasMasks(folder)) {
            possible.add(MASKS);
        }
        return possible;
    }

    private static boolean hasMasks(Path folder) {
        return Files.isDirectory(folder.resolve("masks"))
                || ImageFiles.pictures(folder, 3).stream()
                        .anyMatch(file -> Files.isDirectory(file.getParent().resolveSibling("masks")));
    }

    private static boolean has(Path folder, int depth, String ending) {
        return !ImageFiles.below(folder, depth, Set.of(ending)).isEmpty();
    }
}
