// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/**
 * "CVAT for images 1.1": one XML file with a list of images, each with polygons, masks as run lengths of a part of the image,
 * ellipses, and shapes that are no masks. Shapes of one label and one group stay objects of their own. Read element by
 * element, without document types. Used once.
 */
final class CvatReader {

    /** Recognized by the outermost element of an XML file, or of the one XML file of a folder. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            Path xml = Files.isDirectory(at) ? at.resolve(FILE) : at;
            Path beside = xml.toAbsolutePath().getParent();
            Path folder = Files.isDirectory(beside.resolve("images")) ? beside.resolve("images") : beside;
            return new CvatReader(options.imagesOr(folder), xml, findings).read();
        }

        @Override
        public boolean fitsFile(Path file) {
            return ImageFiles.ending(file).equals("xml") && isCvat(file);
        }

        @Override
        public boolean fitsFolder(Path folder) {
            return Files.isRegularFile(folder.resolve(FILE)) && isCvat(folder.resolve(FILE));
        }
    };

    private static final String FILE = "annotations.xml";
    private static final String EXPECTED = "an XML file of CVAT for images 1.1";
    private static final int HEAD_BYTES = 4096;

    /** Longest text of one attribute; polygons of 100,000 corners have less. */
    private static final int MAX_POINTS_TEXT = 4_000_000;

    private final ImageFolder folder;
    private final Path file;
    private final Findings findings;
    private final Set<String> labels = new LinkedHashSet<>();
    private final List<AnnotatedImage> images = new ArrayList<>();

    private CvatReader(Path folder, Path file, Findings findings) {
        this.folder = new ImageFolder(folder, findings);
        this.file = file;
        this.findings = findings;
    }

    /** Whether an XML file begins with the element annotations. */
    static boolean isCvat(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
            return head.matches("(?s).*?<annotations[\\s>].*");
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + file + " cannot be read; check the path", e);
        }
    }

    private AnnotationSource read() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            readFile(xml);
            xml.close();
        } catch (XMLStreamException e) {
            throw Faults.of(DataProblem.NOT_XML, file, "XML without a document type", e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + file + " cannot be read; check the path", e);
        }
        return labels.isEmpty()
                ? Annotations.of(images, findings)
                : new Annotations(ClassNames.checked(file, List.copyOf(labels), findings), images);
    }

    private void readFile(XMLStreamReader xml) throws XMLStreamException {
        Deque<String> open = new ArrayDeque<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw Faults.of(DataProblem.NOT_XML, file, "XML without a document type", "one", null);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                readElement(xml, open);
            }
        }
    }

    /** Reads what is inside of an image or a name of a class; other elements are entered. */
    private void readElement(XMLStreamReader xml, Deque<String> open) throws XMLStreamException {
        String element = xml.getLocalName();
        if (element.equals("image")) {
            readImage(xml);
        } else if (element.equals("track")) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, EXPECTED, "tracks of CVAT for video", null);
        } else if (element.equals("name") && "label".equals(open.peek())) {
            labels.add(xml.getElementText());
        } else {
            open.push(element);
        }
    }

    private void readImage(XMLStreamReader xml) throws XMLStreamException {
        String id = attribute(xml, "id");
        String name = attribute(xml, "name");
        int width = side(xml, "width");
        int height = side(xml, "height");
        List<AnnotatedObject> objects = new ArrayList<>();
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (depth == 1 && !xml.getLocalName().equals("tag")) {
                    objects.add(object(xml, Integer.toString(objects.size() + 1), height, width));
                }
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
        try {
            Path path = folder.find(name, file);
            images.add(new AnnotatedImage(
                    id.isEmpty() ? name : id, folder.nameOf(path), path, height, width, file, objects));
        } catch (IllegalArgumentException e) {
            String expected = ImageFiles.insideOf(folder.path());
            findings.add(
                    new DataFinding(DataProblem.BAD_FILE_NAME, file.toString(), id, null, expected, e.getMessage()));
        }
    }

    private static AnnotatedObject object(XMLStreamReader xml, String id, int height, int width) {
        String shape = xml.getLocalName();
        String label = ClassNames.clean(attribute(xml, "label"));
        return new AnnotatedObject(id, label, false, null, Shapes.segment(() -> segment(xml, shape, height, width)));
    }

    private static Segment segment(XMLStreamReader xml, String shape, int height, int width) {
        return switch (shape) {
            case "polygon" -> Shapes.polygon(numbers(attribute(xml, "points"), "[,;]"));
            case "ellipse" -> {
                double turn = attribute(xml, "rotation").isEmpty() ? 0 : Math.toRadians(number(xml, "rotation"));
                yield Shapes.ellipse(number(xml, "cx"), number(xml, "cy"), number(xml, "rx"), number(xml, "ry"), turn);
            }
            case "mask" -> mask(xml, height, width);
            default -> Shapes.none("a " + Faults.shortened(shape));
        };
    }

    /** Run lengths of the rows of a part of the image, off and on in turn; what lies outside of the image is cut off. */
    private static Segment mask(XMLStreamReader xml, int height, int width) {
        int top = (int) number(xml, "top");
        int left = (int) number(xml, "left");
        int rows = (int) number(xml, "height");
        int columns = (int) number(xml, "width");
        if (rows < 1 || columns < 1 || (long) rows * columns > Images.MAX_PIXELS) {
            throw new IllegalArgumentException("a mask of " + rows + "x" + columns);
        }
        if (height < 1 || width < 1 || (long) height * width > Images.MAX_PIXELS) {
            throw new Segment.TooLargeException("a mask for an image of " + height + "x" + width);
        }
        byte[] mask = new byte[height * width];
        int pixel = 0;
        boolean on = false;
        for (double run : numbers(attribute(xml, "rle"), ",")) {
            if (!(run >= 0 && run <= rows * columns - pixel)) {
                throw new IllegalArgumentException("a mask whose runs do not fit " + rows + "x" + columns);
            }
            for (int end = pixel + (int) run; pixel < end; pixel++) {
                long y = (long) top + pixel / columns;
                long x = (long) left + pixel % columns;
                if (on && y >= 0 && y < height && x >= 0 && x < width) {
                    mask[(int) (y * width + x)] = 1;
                }
            }
            on = !on;
        }
        return new Segment.Runs(Rle.of(mask, height, width));
    }

    private static double[] numbers(String text, String separators) {
        if (text.length() > MAX_POINTS_TEXT) {
            throw new Segment.TooLargeException("points of " + text.length() + " characters");
        }
        return Arrays.stream(text.strip().split(separators, -1))
                .mapToDouble(CvatReader::number)
                .toArray();
    }

    private static double number(XMLStreamReader xml, String name) {
        return number(attribute(xml, name));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the coordinate '" + Faults.shortened(text) + "'", e);
        }
    }

    /** 0 where there is none. */
    private static int side(XMLStreamReader xml, String name) {
        String text = attribute(xml, name);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
