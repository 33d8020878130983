// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads "CVAT for images 1.1": one XML file with a list of images, each with polygons, ellipses, masks as run lengths of a part
 * of the image, and shapes that are not masks. Shapes with the same label and group remain separate objects. The file is read
 * element by element; document types are not allowed. For single use.
 */
final class CvatReader {

    /** The format, recognized by the root element of an XML file, or of the only XML file of a folder. */
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

    /** Maximum length of an attribute; polygons with 100,000 corners are shorter. */
    private static final int MAX_POINTS_TEXT = 4_000_000;

    private final Path file;
    private final Findings findings;
    private final CvatLabels labels = new CvatLabels();
    private final CvatImages images;

    private CvatReader(Path folder, Path file, Findings findings) {
        this.images = new CvatImages(new ImageFolder(folder, findings), file, findings);
        this.file = file;
        this.findings = findings;
    }

    /** Returns whether the root element of an XML file is {@code annotations}. */
    static boolean isCvat(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // without the zero bytes of UTF-16, which is enough for a name in ASCII
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1).replace("\0", "");
            return head.matches("(?s).*?<annotations[\\s>].*");
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    private AnnotationSource read() {
        Xml.scan(file, new Elements());
        List<String> names = labels.names();
        return names.isEmpty()
                ? Annotations.of(images.all(), findings)
                : new Annotations(ClassNames.checked(file, names, findings), images.all());
    }

    /** Receives images and class names at any depth. Elements within an image belong to the image. */
    private final class Elements extends DefaultHandler {
        private final Deque<String> open = new ArrayDeque<>();
        private OpenImage image;

        @Override
        public void startElement(String uri, String local, String element, Attributes attributes) {
            if (image != null) {
                if (open.peek().equals("image") && !element.equals("tag")) {
                    image.add(element, attributes);
                }
            } else if (element.equals("image")) {
                image = OpenImage.of(attributes);
            } else if (element.equals("track")) {
                throw Faults.of(DataProblem.BAD_LAYOUT, file, EXPECTED, "tracks of CVAT for video", null);
            } else {
                labels.start(element, open.peek());
            }
            open.push(element);
        }

        @Override
        public void characters(char[] text, int start, int length) {
            labels.characters(text, start, length);
        }

        @Override
        public void endElement(String uri, String local, String element) {
            open.pop();
            if (image == null) {
                labels.end(element);
            } else if (element.equals("image") && !open.contains("image")) {
                add(image);
                image = null;
            }
        }
    }

    /** An image whose objects are being read. */
    private record OpenImage(
            String id,
            String name,
            CvatImages.Place place,
            Sides size,
            String wrongSize,
            List<AnnotatedObject> objects) {

        private OpenImage(Attributes attributes, Sides size, String wrongSize) {
            this(
                    attribute(attributes, "id"),
                    attribute(attributes, "name"),
                    new CvatImages.Place(attribute(attributes, "task_id"), attribute(attributes, "subset")),
                    size,
                    wrongSize,
                    new ArrayList<>());
        }

        static OpenImage of(Attributes attributes) {
            try {
                Sides size = Sides.of(attribute(attributes, "height"), attribute(attributes, "width"));
                return new OpenImage(attributes, size, null);
            } catch (IllegalArgumentException e) {
                return new OpenImage(attributes, new Sides(0, 0), e.getMessage());
            }
        }

        void add(String shape, Attributes attributes) {
            String number = Integer.toString(objects.size() + 1);
            String label = ClassNames.clean(attribute(attributes, "label"));
            Segment segment = Shapes.segment(() -> segment(attributes, shape, size.height(), size.width()));
            objects.add(new AnnotatedObject(number, label, false, null, segment));
        }
    }

    private void add(OpenImage image) {
        String id = image.id().isEmpty() ? image.name() : image.id();
        Sides size = image.size();
        if (image.wrongSize() != null) {
            findings.add(new DataFinding(
                    DataProblem.IMAGE_SIZE, file.toString(), id, null, Sides.EXPECTED, image.wrongSize()));
            return;
        }
        images.add(
                image.place(),
                new AnnotatedImage(id, image.name(), null, size.height(), size.width(), file, image.objects()));
    }

    private static Segment segment(Attributes attributes, String shape, int height, int width) {
        return switch (shape) {
            case "polygon" -> Shapes.polygon(corners(attribute(attributes, "points")));
            case "ellipse" -> {
                double turn = attribute(attributes, "rotation").isEmpty()
                        ? 0
                        : Math.toRadians(number(attributes, "rotation"));
                yield Shapes.ellipse(
                        number(attributes, "cx"),
                        number(attributes, "cy"),
                        number(attributes, "rx"),
                        number(attributes, "ry"),
                        turn);
            }
            case "mask" -> mask(attributes, height, width);
            default -> Shapes.none("a " + Faults.shortened(shape));
        };
    }

    /** Decodes the run lengths of a part of the image by rows, off and on alternately, and clips the mask to the image. */
    private static Segment mask(Attributes attributes, int height, int width) {
        int top = whole(attributes, "top");
        int left = whole(attributes, "left");
        int rows = whole(attributes, "height");
        int columns = whole(attributes, "width");
        if (rows < 1 || columns < 1 || (long) rows * columns > Images.MAX_PIXELS) {
            throw new IllegalArgumentException("a mask of " + rows + "x" + columns);
        }
        Shapes.requireSize(height, width);
        byte[] mask = new byte[height * width];
        int pixel = 0;
        boolean on = false;
        for (double run : numbers(attribute(attributes, "rle"), ",")) {
            if (!(run >= 0 && run <= rows * columns - pixel && run == (int) run)) {
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
        if (pixel < rows * columns) {
            throw new IllegalArgumentException(
                    "a mask whose runs end after " + pixel + " pixels of " + rows + "x" + columns);
        }
        return new Segment.Runs(Rle.of(mask, height, width));
    }

    /** Returns the corners x,y;x,y;... concatenated. */
    private static double[] corners(String text) {
        requireShort(text);
        String[] points = text.strip().split(";", -1);
        double[] xy = new double[2 * points.length];
        for (int i = 0; i < points.length; i++) {
            double[] point = numbers(points[i], ",");
            if (point.length != 2) {
                throw new IllegalArgumentException("the point '" + Faults.shortened(points[i]) + "' of a polygon");
            }
            System.arraycopy(point, 0, xy, 2 * i, 2);
        }
        return xy;
    }

    private static double[] numbers(String text, String separators) {
        requireShort(text);
        return Arrays.stream(text.strip().split(separators, -1))
                .mapToDouble(CvatReader::number)
                .toArray();
    }

    private static void requireShort(String text) {
        if (text.length() > MAX_POINTS_TEXT) {
            throw new Segment.TooLargeException("points of " + text.length() + " characters");
        }
    }

    private static int whole(Attributes attributes, String name) {
        double number = number(attributes, name);
        if (number != (int) number) {
            throw new IllegalArgumentException(
                    "a mask with " + name + " " + attribute(attributes, name) + " where a whole number belongs");
        }
        return (int) number;
    }

    private static double number(Attributes attributes, String name) {
        return number(attribute(attributes, name));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the coordinate '" + Faults.shortened(text) + "'", e);
        }
    }

    private static String attribute(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        return value == null ? "" : value;
    }
}
