// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.w3c.dom.Element;

/** The polygons in XML files of Pascal VOC, which the format does not define and tools write in different ways. */
final class VocPolygon {

    private VocPolygon() {}

    /**
     * Returns corners given as pt with x and y, or as x1, y1, x2, y2, ..., which are sorted by number if no number occurs
     * twice.
     */
    static double[] corners(Element polygon) {
        List<Element> numbers = new ArrayList<>();
        List<Element> numbered = new ArrayList<>();
        for (Element child : Xml.children(polygon, null)) {
            if (child.getTagName().equals("pt")) {
                List<Element> xy = Xml.children(child, "x");
                xy.addAll(Xml.children(child, "y"));
                requireCorner(xy);
                numbers.addAll(xy);
            } else if (child.getTagName().matches("[xy][0-9]{1,6}")) {
                numbered.add(child);
            }
        }
        long names = numbered.stream().map(Element::getTagName).distinct().count();
        if (names == numbered.size()) {
            numbered.sort(Comparator.comparing(VocPolygon::corner).thenComparing(Element::getTagName));
        }
        for (int i = 0; i < numbered.size(); i += 2) {
            requireCorner(numbered.subList(i, Math.min(numbered.size(), i + 2)));
        }
        numbers.addAll(numbered);
        double[] xy = new double[numbers.size()];
        for (int i = 0; i < xy.length; i++) {
            xy[i] = coordinate(numbers.get(i));
        }
        return xy;
    }

    /** Rejects a corner without one x and one y: its other coordinate would be that of the next corner. */
    private static void requireCorner(List<Element> xy) {
        List<String> names = xy.stream().map(Element::getTagName).toList();
        boolean one = names.size() == 2
                && names.get(0).startsWith("x")
                && names.get(1).equals(names.get(0).replace('x', 'y'));
        if (!one) {
            throw new IllegalArgumentException("a polygon with a corner of " + names + " instead of x and y");
        }
    }

    private static int corner(Element coordinate) {
        return Integer.parseInt(coordinate.getTagName().substring(1));
    }

    private static double coordinate(Element element) {
        String text = element.getTextContent().strip();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a polygon with the coordinate " + Faults.shortened(text), e);
        }
    }
}
