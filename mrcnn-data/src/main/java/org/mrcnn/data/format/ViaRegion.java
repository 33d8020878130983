// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.dataset.Segment;

/** A region of the VGG Image Annotator: shape and attributes. */
record ViaRegion(JsonNode shape, JsonNode attributes) {

    /**
     * Returns the mask of a polygon, rectangle, circle, ellipse, or polyline, which is closed; throws an exception for other
     * shapes.
     */
    Segment segment() {
        String name = shape.path("name").asText("");
        return switch (name) {
            case "polygon", "polyline" -> polygon();
            case "rect" -> {
                double x = number("x");
                double y = number("y");
                yield Shapes.rectangle(x, y, x + number("width"), y + number("height"));
            }
            case "circle" -> Shapes.ellipse(number("cx"), number("cy"), number("r"), number("r"), 0);
            case "ellipse" -> {
                double turn = shape.has("theta") ? number("theta") : 0;
                yield Shapes.ellipse(number("cx"), number("cy"), number("rx"), number("ry"), turn);
            }
            default -> Shapes.none("a shape '" + Faults.shortened(name) + "'");
        };
    }

    private double number(String field) {
        return Json.number(shape.path(field), "a " + shape.path("name").asText() + " '" + field + "'");
    }

    private Segment polygon() {
        double[] x = Json.numbers(shape.path("all_points_x"), "a polygon");
        double[] y = Json.numbers(shape.path("all_points_y"), "a polygon");
        if (x.length != y.length) {
            throw new IllegalArgumentException("a polygon of " + x.length + " x and " + y.length + " y");
        }
        double[] xy = new double[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            xy[2 * i] = x[i];
            xy[2 * i + 1] = y[i];
        }
        return Shapes.polygon(xy);
    }

    /** Returns the values of an attribute: a text, or the selected check boxes. */
    List<String> values(String name) {
        JsonNode value = attributes.path(name);
        List<String> values = new ArrayList<>();
        if (value.isObject()) {
            value.properties().stream()
                    .filter(box -> box.getValue().asBoolean())
                    .forEach(box -> values.add(box.getKey()));
        } else if (!value.asText("").isBlank()) {
            values.add(value.asText());
        }
        return values;
    }

    /** Returns whether the shape is an open line, which {@link #segment} closes. */
    boolean isLine() {
        return shape.path("name").asText("").equals("polyline");
    }
}
