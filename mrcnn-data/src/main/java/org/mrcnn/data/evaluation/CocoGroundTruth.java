package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.mrcnn.data.mask.Rle;

/**
 * The ground truth of a COCO annotation file, as far as an evaluation needs it.
 *
 * @param imageIds all images, also those without objects, increasing
 * @param categories names by id, increasing; also those without objects
 * @param annotations the objects in the order of the file
 */
public record CocoGroundTruth(
        List<Long> imageIds, SortedMap<Integer, String> categories, List<GroundTruth> annotations) {

    public CocoGroundTruth {
        imageIds = imageIds.stream().sorted().distinct().toList();
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
        annotations = List.copyOf(annotations);
    }

    /**
     * Reads boxes and masks.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is damaged; the message names file, entry and field
     */
    public static CocoGroundTruth read(Path annotations) throws IOException {
        return new Reader(annotations, true).read();
    }

    /** Reads boxes only, which is faster and does not look at segmentations; otherwise as {@link #read}. */
    public static CocoGroundTruth readBoxes(Path annotations) throws IOException {
        return new Reader(annotations, false).read();
    }

    /**
     * Evaluates detections against this file. Without categories in the settings, those of the file are taken, so that
     * the axis of categories is that of pycocotools.
     *
     * @throws IllegalArgumentException if a detection lies in an image that the file does not have
     */
    public EvaluationResult evaluate(List<Detection> detections, EvaluationSettings settings) {
        for (Detection detection : detections) {
            if (Collections.binarySearch(imageIds, detection.imageId()) < 0) {
                throw new IllegalArgumentException("a detection has image id " + detection.imageId()
                        + ", which is not among the " + imageIds.size()
                        + " images of the ground truth; check that both belong to the same data set");
            }
        }
        boolean chosen = !settings.categoryIds().isEmpty();
        return CocoEvaluator.evaluate(
                annotations,
                detections,
                chosen ? settings : settings.withCategoryIds(List.copyOf(categories.keySet())));
    }

    /** Two passes over the file, as images may follow annotations and a whole training set should not fill memory. */
    private static final class Reader {
        private final Path file;
        private final boolean masks;
        private final Map<Long, JsonNode> images = new HashMap<>();
        private final SortedMap<Integer, String> categories = new TreeMap<>();
        private final List<GroundTruth> annotations = new ArrayList<>();

        Reader(Path file, boolean masks) {
            this.file = file;
            this.masks = masks;
        }

        CocoGroundTruth read() throws IOException {
            pass(Map.of(
                    "images", (image, where) -> images.put(CocoJson.id(image, "id", where), image),
                    "categories",
                            (category, where) -> categories.put(
                                    CocoJson.smallId(category, "id", where),
                                    category.path("name").asText())));
            if (categories.isEmpty()) {
                throw new IllegalArgumentException(
                        file + ": no \"categories\", expected a COCO annotation file with images and categories");
            }
            pass(Map.of("annotations", (object, where) -> annotations.add(truth(object, where))));
            return new CocoGroundTruth(
                    images.keySet().stream().sorted().collect(Collectors.toList()), categories, annotations);
        }

        private void pass(Map<String, BiConsumer<JsonNode, String>> actions) throws IOException {
            CocoJson.read(file, parser -> {
                CocoJson.expect(parser.nextToken(), JsonToken.START_OBJECT, "file");
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    if (actions.containsKey(name)) {
                        CocoJson.forEach(parser, name, actions.get(name));
                    } else {
                        parser.nextToken();
                        parser.skipChildren();
                    }
                }
            });
        }

        private GroundTruth truth(JsonNode object, String where) {
            long imageId = CocoJson.id(object, "image_id", where);
            JsonNode image = images.get(imageId);
            if (image == null) {
                throw new IllegalArgumentException(
                        where + ".image_id: " + imageId + " is not among the images of the file");
            }
            return new GroundTruth(
                    imageId,
                    CocoJson.smallId(object, "category_id", where),
                    CocoJson.box(object, where),
                    masks ? mask(object, image, where) : null,
                    CocoJson.number(object, "area", where),
                    CocoJson.flag(object, "iscrowd", where),
                    CocoJson.flag(object, "ignore", where));
        }

        private static Rle mask(JsonNode object, JsonNode image, String where) {
            JsonNode segmentation = object.path("segmentation");
            if (CocoJson.absent(segmentation)) {
                return null;
            }
            if (segmentation.isObject()) {
                return CocoJson.rle(segmentation, where);
            }
            List<double[]> polygons = CocoJson.polygons(object, where);
            String ofImage = "image " + CocoJson.id(image, "id", "image");
            int height = CocoJson.smallId(image, "height", ofImage);
            int width = CocoJson.smallId(image, "width", ofImage);
            return CocoJson.named(
                    where + ".segmentation (" + ofImage + ")", at -> Rle.fromPolygons(polygons, height, width));
        }
    }
}
