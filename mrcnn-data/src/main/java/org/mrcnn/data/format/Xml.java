// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.internal.file.FileKind;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML from untrusted sources: no document type, therefore no entities, and limited size and nesting. */
final class Xml {

    /** Enough for thousands of objects: an object has about 300 bytes, with a polygon a few thousand. */
    private static final int MAX_BYTES = 4 << 20;

    /** Annotations of objects with parts have five levels. */
    private static final int MAX_NESTING = 32;

    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String DEPTH = "http://www.oracle.com/xml/jaxp/properties/maxElementDepth";

    private Xml() {}

    /** An action of a parser on an open file. */
    private interface Parsing<T> {
        T parse(InputStream in) throws IOException, SAXException, ParserConfigurationException;
    }

    /** Returns the root element of a file; anything but plain XML becomes an exception that names file and line. */
    static Element read(Path file) {
        return parsed(file, in -> {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                String expected = "an annotation file of at most " + MAX_BYTES + " bytes";
                throw Faults.of(DataProblem.TOO_LARGE, file, expected, "more", null);
            }
            DocumentBuilder builder = factory().newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
        });
    }

    /** Reads a file of any size element by element, with the same exceptions as {@link #read}. */
    static void scan(Path file, DefaultHandler handler) {
        parsed(file, in -> {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            SAXParser parser = factory.newSAXParser();
            parser.setProperty(DEPTH, MAX_NESTING);
            parser.parse(in, handler);
            return null;
        });
    }

    private static <T> T parsed(Path file, Parsing<T> parsing) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return parsing.parse(in);
        } catch (SAXParseException e) {
            if (e.getException() instanceof IOException fault) {
                throw TextFile.unreadable(file, fault);
            }
            String other = FileKind.of(file);
            String text = other.isEmpty()
                    ? e.getMessage() + " at line " + e.getLineNumber() + ", column " + e.getColumnNumber()
                    : other;
            boolean limit = text.contains("JAXP0001"); // the messages of the JDK's limits
            throw Faults.of(
                    limit ? DataProblem.TOO_LARGE : DataProblem.NOT_XML, file, "XML without a document type", text, e);
        } catch (SAXException e) {
            throw Faults.of(DataProblem.NOT_XML, file, "XML without a document type", e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The XML parser of this Java runtime cannot refuse document types", e);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(NO_DOCTYPE, true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute(DEPTH, MAX_NESTING);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        return factory;
    }

    /** Returns the children with this name. */
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

    /** Returns the text of the first child with this name, stripped; empty if there is none. */
    static String text(Element parent, String name) {
        List<Element> children = children(parent, name);
        return children.isEmpty() ? "" : children.get(0).getTextContent().strip();
    }

    /** Throws exceptions, whereas the default handler prints to standard error. */
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
