// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.mrcnn.data.dataset.DataProblem;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML from strangers: no document type, so no entities, and bounded size and nesting. */
final class Xml {

    /** An object takes some 300 bytes, with a polygon a few thousand: thousands of objects. */
    private static final int MAX_BYTES = 4 << 20;

    /** Annotations of objects with parts nest to five. */
    private static final int MAX_NESTING = 32;

    private Xml() {}

    /** The outermost element of a file; anything but plain XML becomes an error that names file and line. */
    static Element read(Path file) {
        byte[] bytes = bytes(file);
        try {
            DocumentBuilder builder = factory().newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
        } catch (SAXParseException e) {
            String text = e.getMessage() + " at line " + e.getLineNumber() + ", column " + e.getColumnNumber();
            boolean limit = text.contains("JAXP0001"); // the messages of limits of the JDK
            throw Faults.of(
                    limit ? DataProblem.TOO_LARGE : DataProblem.NOT_XML, file, "XML without a document type", text, e);
        } catch (SAXException e) {
            throw Faults.of(DataProblem.NOT_XML, file, "XML without a document type", e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The XML parser of this Java runtime cannot refuse document types", e);
        } catch (IOException e) {
            throw Faults.of(DataProblem.NOT_XML, file, "XML in a known encoding", e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                String expected = "an annotation file of at most " + MAX_BYTES + " bytes";
                throw Faults.of(DataProblem.TOO_LARGE, file, expected, "more", null);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + file + " cannot be read; check the path", e);
        }
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", MAX_NESTING);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        return factory;
    }

    /** The children of this name. */
    static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && (name == null || element.getTagName().equals(name))) {
                children.add(element);
            }
        }
        return children;
    }

    /** The text of the first child of this name, stripped; empty where there is none. */
    static String text(Element parent, String name) {
        List<Element> children = children(parent, name);
        return children.isEmpty() ? "" : children.get(0).getTextContent().strip();
    }

    /** The default handler prints to standard error. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
