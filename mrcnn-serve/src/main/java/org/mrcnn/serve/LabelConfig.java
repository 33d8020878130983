// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.io.StringReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The part of a Label Studio labelling configuration that determines predictions: its first control for masks, polygons or
 * rectangles.
 *
 * @param control name of the control
 * @param image name of the image that it belongs to
 * @param field field of a task that contains the image
 * @param shape the shape to draw
 * @param labels the label for results, which is the alias if there is one, by class of the model in lower case
 * @param minScore minimum score of objects
 */
record LabelConfig(
        String control, String image, String field, Shape shape, Map<String, String> labels, double minScore) {

    private static final String THRESHOLD = "model_score_threshold";
    private static final XMLInputFactory XML = factory();

    /** The shapes of objects. */
    enum Shape {
        BRUSHLABELS,
        POLYGONLABELS,
        RECTANGLELABELS;

        /** Returns Label Studio's name of the type in results. */
        String type() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /**
     * Parses a configuration.
     *
     * @throws Refusal if it is not XML, or has no control for masks, polygons or rectangles
     */
    static LabelConfig of(String xml) {
        Reader reader = new Reader();
        try {
            XMLStreamReader in = XML.createXMLStreamReader(new StringReader(xml));
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    reader.start(in);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    reader.end(in.getLocalName());
                }
            }
        } catch (XMLStreamException e) {
            throw Refusal.wrong("label_config: expected XML, found a fault in line "
                    + e.getLocation().getLineNumber());
        }
        return reader.result();
    }

    /** Collects the relevant elements. */
    private static final class Reader {
        private final Map<String, String> images = new HashMap<>();
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Map<String, String> predictions = new LinkedHashMap<>();
        private Shape shape;
        private boolean within;
        private String control;
        private String image;
        private double minScore = Query.MIN_SCORE;

        void start(XMLStreamReader in) {
            String tag = in.getLocalName();
            if (tag.equals("Image")) {
                images.put(in.getAttributeValue(null, "name"), in.getAttributeValue(null, "value"));
            } else if (shape == null) {
                Stream.of(Shape.values())
                        .filter(kind -> kind.name().equalsIgnoreCase(tag))
                        .forEach(kind -> begin(kind, in));
            } else if (within && tag.equals("Label")) {
                label(in);
            }
        }

        private void begin(Shape kind, XMLStreamReader in) {
            shape = kind;
            within = true;
            control = in.getAttributeValue(null, "name");
            image = in.getAttributeValue(null, "toName");
            String score = in.getAttributeValue(null, THRESHOLD);
            minScore = Query.score(THRESHOLD, score, Query.MIN_SCORE);
        }

        private void label(XMLStreamReader in) {
            String value = in.getAttributeValue(null, "value");
            String alias = in.getAttributeValue(null, "alias");
            String predicted = in.getAttributeValue(null, "predicted_values");
            String label = alias == null || alias.isBlank() ? value : alias;
            if (label == null) {
                return;
            }
            Stream.of(label, value).filter(Objects::nonNull).forEach(name -> names.putIfAbsent(key(name), label));
            Stream.of(predicted == null ? new String[0] : predicted.split(",", -1))
                    .forEach(name -> predictions.put(key(name), label));
        }

        private static String key(String name) {
            return name.strip().toLowerCase(Locale.ROOT);
        }

        void end(String tag) {
            within &= shape == null || !shape.name().equalsIgnoreCase(tag);
        }

        LabelConfig result() {
            String value = images.get(image);
            if (shape == null || value == null || !value.startsWith("$")) {
                throw Refusal.wrong(
                        "label_config: expected BrushLabels, PolygonLabels or RectangleLabels of an Image whose"
                                + " value is a field of the task, such as $image, found none");
            }
            Map<String, String> labels = new LinkedHashMap<>(names);
            labels.putAll(predictions); // predicted_values of a label override the names of other labels
            return new LabelConfig(control, image, value.substring(1), shape, labels, minScore);
        }
    }
}
