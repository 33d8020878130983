// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.mask.Rle;

/**
 * Writes "CVAT for images 1.1". An object of one part without holes is a polygon; other objects are masks, because CVAT's
 * polygons cannot represent them.
 */
final class CvatFile extends RunFile {
    private final List<String> labels;

    CvatFile(Path target, List<String> labels) throws IOException {
        super(target, "\n");
        this.labels = labels;
    }

    @Override
    String start() throws IOException {
        String names = xml(out -> {
            for (String label : labels.subList(1, labels.size())) {
                out.writeStartElement("label");
                out.writeStartElement("name");
                out.writeCharacters(legal(label));
                out.writeEndElement();
                out.writeEndElement();
            }
        });
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations><version>1.1</version><meta><task><labels>"
                + names + "</labels></task></meta>\n";
    }

    @Override
    String end() {
        return "\n</annotations>\n";
    }

    @Override
    byte[] entry(ImageResult image) throws IOException {
        return xml(out -> {
                    out.writeStartElement("image");
                    attributes(
                            out,
                            "id",
                            image.id(),
                            "name",
                            legal(image.name()),
                            "width",
                            image.found().width(),
                            "height",
                            image.found().height());
                    for (Detection object : image.found().list()) {
                        if (object.mask().area() > 0) {
                            write(out, object);
                        }
                    }
                    out.writeEndElement();
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void write(XMLStreamWriter out, Detection object) throws XMLStreamException {
        List<List<double[]>> parts = object.mask().toRings();
        boolean simple = parts.size() == 1 && parts.get(0).size() == 1;
        out.writeStartElement(simple ? "polygon" : "mask");
        attributes(out, "label", legal(object.label()), "source", "auto", "occluded", 0, "z_order", 0);
        if (simple) {
            attributes(out, "points", points(parts.get(0).get(0)));
        } else {
            mask(out, object.mask());
        }
        out.writeEndElement();
    }

    private static String points(double[] xy) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < xy.length; i += 2) {
            text.append(i == 0 ? "" : ";").append(String.format(Locale.ROOT, "%.2f,%.2f", xy[i], xy[i + 1]));
        }
        return text.toString();
    }

    /** Writes the run lengths of the mask's box, row by row, off and on alternating. */
    private static void mask(XMLStreamWriter out, Rle mask) throws XMLStreamException {
        float[] box = mask.bounds();
        int width = (int) (box[3] - box[1]);
        byte[] pixels = mask.toMask((int) box[0], (int) box[1], (int) box[2], (int) box[3]);
        StringBuilder runs = new StringBuilder();
        int run = 0;
        byte value = 0;
        for (byte pixel : pixels) {
            if (pixel != value) {
                runs.append(run).append(", ");
                run = 0;
                value = pixel;
            }
            run++;
        }
        attributes(out, "rle", runs.append(run), "left", (int) box[1], "top", (int) box[0]);
        attributes(out, "width", width, "height", (int) (box[2] - box[0]));
    }

    private static void attributes(XMLStreamWriter out, Object... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.writeAttribute((String) namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
        }
    }

    /** Replaces characters that XML 1.0 does not allow, or normalizes in attributes, by underscores. */
    private static String legal(String text) {
        return text.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "_");
    }

    private interface Content {
        void writeTo(XMLStreamWriter out) throws XMLStreamException;
    }

    private static String xml(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            content.writeTo(out);
            out.close();
        } catch (XMLStreamException e) {
            throw new IOException("XML cannot be written: " + e.getMessage(), e);
        }
        return text.toString();
    }
}
