// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mrcnn.core.detect.Detection;

/**
 * Writes one GeoJSON file (RFC 7946) per image in the form that QuPath reads and writes: x and y in pixels from the top left
 * corner of the image's largest level; per object a polygon with holes, or a multipolygon for several parts.
 */
final class GeoJsonFiles implements ResultFiles {
    private final Path folder;
    private final OptionalDouble pixelSize;

    GeoJsonFiles(Path folder, OptionalDouble pixelSize) {
        this.folder = folder;
        this.pixelSize = pixelSize;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Scale scale = Scale.of(pixelSize, image);
        double reduction = image.reduction();
        Json.file(Stems.file(folder, stem, ".geojson"), json -> {
            json.writeStartObject();
            json.writeStringField("type", "FeatureCollection");
            json.writeArrayFieldStart("features");
            for (Detection object : image.found().list()) {
                if (object.mask().area() > 0) {
                    write(json, object, reduction, scale);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Detection object, double reduction, Scale scale) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeObjectFieldStart("geometry");
        List<List<double[]>> parts = object.mask().toRings();
        json.writeStringField("type", parts.size() == 1 ? "Polygon" : "MultiPolygon");
        json.writeFieldName("coordinates");
        if (parts.size() == 1) {
            write(json, parts.get(0), reduction);
        } else {
            json.writeStartArray();
            for (List<double[]> part : parts) {
                write(json, part, reduction);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        json.writeStringField("objectType", "detection");
        json.writeObjectFieldStart("classification");
        json.writeStringField("name", object.label());
        json.writeEndObject();
        measurements(json, object, scale);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, List<double[]> rings, double reduction) throws IOException {
        json.writeStartArray();
        for (double[] ring : rings) {
            json.writeStartArray();
            for (int i = 0; i <= ring.length; i += 2) { // repeats the first point, which closes the ring
                Json.numbers(json, reduction * ring[i % ring.length], reduction * ring[(i + 1) % ring.length]);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void measurements(JsonGenerator json, Detection object, Scale scale) throws IOException {
        String unit = scale.inMicrometres() ? " \u00b5m" : " px";
        json.writeObjectFieldStart("measurements");
        json.writeNumberField("Score", object.score());
        Optional<Measures> measures = scale.measure(object);
        if (measures.isPresent()) {
            Measures m = measures.get();
            json.writeNumberField("Area" + unit + "^2", m.area());
            json.writeNumberField("Perimeter" + unit, m.perimeter());
            json.writeNumberField("Major axis" + unit, m.majorAxis());
            json.writeNumberField("Minor axis" + unit, m.minorAxis());
            json.writeNumberField("Solidity", m.solidity());
        }
        json.writeEndObject();
    }
}
