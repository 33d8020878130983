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
 * What a labelling configuration of Label Studio wants to have: its first control of masks, polygons or rectangles.
 *
 * @param control its name
 * @param image the name of the image that it belongs to
 * @param field the field of a task that has the image
 * @param shape what is drawn
 * @param labels the label in results, which is the alias where there is one, by the class of the model in lower case
 * @param minScore of objects
 */
record LabelConfig(
        String control, String image, String field, Shape shape, Map<String, String> labels, double minScore) {

    private static final String THRESHOLD = "model_score_threshold";
    private static final XMLInputFactory XML = factory();

    /** Kinds of regions. */
    enum Shape {
        BRUSHLABELS,
        POLYGONLABELS,
        RECTANGLELABELS;

        /** As Label Studio has it in results. */
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
     * Reads a configuration.
     *
     * @throws Refusal if it is no XML, or has no control that masks are for
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

    /** Collects what the elements say. */
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
            labels.putAll(predictions); // what a label says of the model counts more than how another one is called
            return new LabelConfig(control, image, value.substring(1), shape, labels, minScore);
        }
    }
}
