// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mrcnn.results.ResultFormat;

/** The formats of a response. {@code toString} returns the name in a query. */
enum AnswerFormat {
    /** {@link DetectionJson}. */
    JSON("application/json", null),
    /** The image with the objects drawn on it. */
    PNG("image/png", null),
    GEOJSON("application/geo+json", ResultFormat.GEOJSON),
    CSV("text/csv", ResultFormat.CSV),
    IMAGEJ("application/zip", ResultFormat.IMAGEJ),
    LABELS("image/tiff", ResultFormat.LABELS),
    LABELS_PNG("image/png", ResultFormat.LABELS_PNG),
    LABELME("application/json", ResultFormat.LABELME),
    COCO("application/json", ResultFormat.COCO),
    COCO_RESULTS("application/json", ResultFormat.COCO_RESULTS),
    CVAT("application/xml", ResultFormat.CVAT),
    YOLO("text/plain", ResultFormat.YOLO);

    /** The query parameter that contains the format. */
    static final String PARAMETER = "format";

    private final String mediaType;
    private final ResultFormat files;

    AnswerFormat(String mediaType, ResultFormat files) {
        this.mediaType = mediaType;
        this.files = files;
    }

    String mediaType() {
        return mediaType;
    }

    /** Returns the format of the result file; null for formats of the service itself. */
    ResultFormat files() {
        return files;
    }

    /**
     * Returns the requested format.
     *
     * @param named the format in the query; null if there is none
     * @param accept the Accept header; null if there is none
     * @throws Refusal if the format does not exist
     */
    static AnswerFormat of(String named, String accept) {
        if (named != null) {
            return Stream.of(values())
                    .filter(format -> format.toString().equalsIgnoreCase(named))
                    .findFirst()
                    .orElseThrow(() -> Refusal.wrong(
                            PARAMETER + ": expected one of " + Arrays.toString(values()) + ", found '" + named + "'"));
        }
        if (accept == null || accept.isBlank()) {
            return JSON;
        }
        return Stream.of(accept.split(",", -1))
                .map(Range::of)
                .filter(range -> range.weight() > 0)
                .sorted(Comparator.comparingDouble(range -> -range.weight()))
                .flatMap(range -> Stream.of(values()).filter(format -> range.covers(format.mediaType)))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        406,
                        "Accept: expected one of "
                                + List.of(JSON.mediaType, GEOJSON.mediaType, PNG.mediaType, CSV.mediaType)
                                + " or */*, found '" + accept + "'"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A media range of an Accept header. */
    private record Range(String type, double weight) {

        static Range of(String text) {
            String[] parts = text.split(";", -1);
            double weight = 1;
            for (String part : parts) {
                if (part.strip().startsWith("q=")) {
                    weight = weight(part.strip().substring(2));
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), weight);
        }

        private static double weight(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        boolean covers(String mediaType) {
            return type.equals("*/*")
                    || type.equals(mediaType)
                    || (type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1)));
        }
    }
}
