// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;

/**
 * The parameters of a detection request.
 *
 * @param options thresholds and region
 * @param classes names of the classes to detect; empty for all
 * @param masks format of masks in JSON
 */
record Query(DetectOptions options, Set<String> classes, Masks masks) {

    /** The default for results that people see, also of {@code scripts/mrcnn detect}. */
    static final double MIN_SCORE = 0.5;

    private static final String SCORE = "min_score";
    private static final String CLASS_SCORE = "class_min_score";
    private static final String CLASSES = "classes";
    private static final String REGION = "region";
    private static final String MASKS = "masks";

    /** Names of all parameters. */
    static final Set<String> NAMES = Collections.unmodifiableSet(
            new TreeSet<>(List.of(SCORE, CLASS_SCORE, CLASSES, REGION, MASKS, AnswerFormat.PARAMETER)));

    /** Formats of a mask in JSON. */
    enum Masks {
        /** COCO's compressed run lengths. */
        RLE,
        /** COCO's polygons. */
        POLYGONS,
        /** No masks, only boxes. */
        NONE
    }

    /**
     * Reads the query of a request.
     *
     * @throws Refusal if a parameter is unknown or invalid; the message names it
     */
    static Query of(Context request, ServedModel model) {
        request.queryParamMap().forEach(Query::requireKnown);
        try {
            DetectOptions options = DetectOptions.ALL
                    .withMinScore(score(SCORE, request.queryParam(SCORE), MIN_SCORE))
                    .withClassMinScores(scores(request, model));
            List<Integer> region = region(request.queryParam(REGION));
            if (!region.isEmpty()) {
                options = options.withRegion(
                        region.get(1), region.get(0), region.get(1) + region.get(3), region.get(0) + region.get(2));
            }
            return new Query(options, classes(request, model), masks(request.queryParam(MASKS)));
        } catch (IllegalArgumentException e) {
            throw Refusal.wrong("query: " + e.getMessage());
        }
    }

    private static void requireKnown(String name, List<String> values) {
        if (!NAMES.contains(name)) {
            throw Refusal.wrong("query: expected parameters of " + NAMES + ", found '" + name + "'");
        }
        if (values.size() > 1 && !name.equals(CLASS_SCORE) && !name.equals(CLASSES)) {
            throw Refusal.wrong(name + ": expected one value, found " + values);
        }
    }

    /**
     * Parses a threshold.
     *
     * @param name name of the parameter
     * @param given its value; null for none
     * @param without the default
     * @throws Refusal if the value is not a number from 0 to 1
     */
    static double score(String name, String given, double without) {
        try {
            double score = given == null ? without : Double.parseDouble(given);
            if (score >= 0 && score <= 1) {
                return score;
            }
        } catch (NumberFormatException e) {
            throw wrongScore(name, given);
        }
        throw wrongScore(name, given);
    }

    private static Refusal wrongScore(String name, String given) {
        return Refusal.wrong(name + ": expected a number from 0 to 1, found '" + given + "'");
    }

    private static Map<String, Double> scores(Context request, ServedModel model) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (String entry : request.queryParams(CLASS_SCORE)) {
            int colon = entry.lastIndexOf(':');
            if (colon < 1) {
                throw Refusal.wrong(CLASS_SCORE + ": expected CLASS:SCORE, found '" + entry + "'");
            }
            String label = requireClass(CLASS_SCORE, entry.substring(0, colon), model);
            scores.put(label, score(CLASS_SCORE, entry.substring(colon + 1), 0));
        }
        return scores;
    }

    private static Set<String> classes(Context request, ServedModel model) {
        Set<String> classes = new TreeSet<>();
        for (String list : request.queryParams(CLASSES)) {
            Stream<String> names = model.classes().contains(list) ? Stream.of(list) : Stream.of(list.split(",", -1));
            names.map(String::strip)
                    .map(label -> requireClass(CLASSES, label, model))
                    .forEach(classes::add);
        }
        return classes;
    }

    private static String requireClass(String name, String label, ServedModel model) {
        if (!model.classes().contains(label)) {
            throw Refusal.wrong(name + ": expected classes of " + model.classes() + ", found '" + label + "'");
        }
        return label;
    }

    private static List<Integer> region(String given) {
        if (given == null) {
            return List.of();
        }
        try {
            List<Integer> numbers = Stream.of(given.split(",", -1))
                    .map(number -> Integer.valueOf(number.strip()))
                    .toList();
            if (numbers.size() == 4
                    && Math.min(numbers.get(0), numbers.get(1)) >= 0
                    && Math.min(numbers.get(2), numbers.get(3)) > 0) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw wrongRegion(given);
        }
        throw wrongRegion(given);
    }

    private static Refusal wrongRegion(String given) {
        return Refusal.wrong(REGION + ": expected x,y,width,height in whole pixels, width and height above 0, found '"
                + given + "'");
    }

    private static Masks masks(String given) {
        if (given == null) {
            return Masks.RLE;
        }
        for (Masks form : Masks.values()) {
            if (form.name().equalsIgnoreCase(given)) {
                return form;
            }
        }
        throw Refusal.wrong(MASKS + ": expected rle, polygons or none, found '" + given.toLowerCase(Locale.ROOT) + "'");
    }

    /** Returns the objects of the requested classes. */
    Detections select(Detections found) {
        return classes.isEmpty()
                ? found
                : new Detections(
                        found.height(),
                        found.width(),
                        found.stream().filter(d -> classes.contains(d.label())).toList());
    }
}
