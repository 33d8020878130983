// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the size of a pixel that a TIFF file states, in the XML of OME, the description of ImageJ or Aperio, or the resolution
 * tags of TIFF 6.0.
 */
final class TiffScale {

    private static final int DESCRIPTION = 270;
    private static final int X_RESOLUTION = 282;
    private static final int Y_RESOLUTION = 283;
    private static final int RESOLUTION_UNIT = 296;
    private static final int CENTIMETRE = 3;
    private static final int INCH = 2;

    /** Larger pixels come from the resolution of printers and screens, which many programs write into every file. */
    private static final double MAX_OF_TAGS = 20;

    /** Maximum relative difference of the sides of a square pixel: resolutions are fractions of whole numbers. */
    private static final double SQUARE = 1e-3;

    private static final int MAX_DESCRIPTION = 64 << 20;

    private static final Pattern IMAGEJ_UNIT = Pattern.compile("(?m)^unit=(.*?)\\s*$");
    private static final Pattern APERIO = Pattern.compile("^Aperio [\\s\\S]*\\|\\s*MPP\\s*=\\s*(\\d*\\.?\\d+)");
    private static final String QUOTED = "\\s*=\\s*[\"']([^\"']*)[\"']";

    private static final Map<String, Double> MICROMETRES = Map.ofEntries(
            Map.entry("nm", 1e-3),
            Map.entry("um", 1.0),
            Map.entry("\u00b5m", 1.0),
            Map.entry("\u03bcm", 1.0),
            Map.entry("\\u00b5m", 1.0), // as escaped by ImageJ
            Map.entry("\ufffdm", 1.0), // in Latin-1
            Map.entry("micron", 1.0),
            Map.entry("micrometer", 1.0),
            Map.entry("nanometer", 1e-3),
            Map.entry("millimeter", 1e3),
            Map.entry("centimeter", 1e4),
            Map.entry("\u00e5", 1e-4),
            Map.entry("mm", 1e3),
            Map.entry("cm", 1e4),
            Map.entry("m", 1e6),
            Map.entry("inch", 25_400.0),
            Map.entry("inches", 25_400.0),
            Map.entry("in", 25_400.0));

    private TiffScale() {}

    /** Returns the micrometres per pixel; empty if the file does not state them, or pixels are not square. */
    static OptionalDouble micrometres(Path file, TiffBytes bytes) {
        List<TiffPage> pages = TiffDirectories.read(file, bytes);
        TiffPage page = TiffLevels.largest(pages).get(0);
        String text = description(page);
        if (text.contains("<OME")) {
            return square(ofOme(text, 'X'), ofOme(text, 'Y'));
        }
        Matcher ofAperio = APERIO.matcher(text);
        if (ofAperio.find()) {
            double side = Double.parseDouble(ofAperio.group(1));
            return square(side, side);
        }
        double unit = unit(page, text);
        double x = unit / fraction(page, X_RESOLUTION);
        double y = unit / fraction(page, Y_RESOLUTION);
        boolean printed = !text.startsWith("ImageJ=") && x > MAX_OF_TAGS;
        return printed ? OptionalDouble.empty() : square(x, y);
    }

    private static OptionalDouble square(double x, double y) {
        boolean known = x > 0 && Double.isFinite(x) && Math.abs(x - y) <= SQUARE * x;
        return known ? OptionalDouble.of(x) : OptionalDouble.empty();
    }

    private static String description(TiffPage page) {
        byte[] text = new byte[Math.min(page.count(DESCRIPTION), MAX_DESCRIPTION)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) page.value(DESCRIPTION, i);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Returns the attribute PhysicalSize of the first image, in micrometres unless another unit is stated; NaN if there is
     * none.
     */
    private static double ofOme(String xml, char axis) {
        Matcher pixels = Pattern.compile("<(?:\\w+:)?Pixels\\b[^>]*").matcher(xml);
        String element = pixels.find() ? pixels.group() : "";
        Matcher size = Pattern.compile("\\bPhysicalSize" + axis + QUOTED).matcher(element);
        Matcher unit =
                Pattern.compile("\\bPhysicalSize" + axis + "Unit" + QUOTED).matcher(element);
        try {
            double factor =
                    unit.find() ? factor(unit.group(1).replaceAll("(?i)&#(0*181|x0*b5|0*956|x0*3bc);", "\u00b5")) : 1;
            return size.find() ? Double.parseDouble(size.group(1)) * factor : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static double unit(TiffPage page, String text) {
        Matcher ofImageJ = IMAGEJ_UNIT.matcher(text);
        if (text.startsWith("ImageJ=")) {
            return ofImageJ.find() ? factor(ofImageJ.group(1)) : Double.NaN;
        }
        return switch ((int) page.first(RESOLUTION_UNIT, INCH)) {
            case INCH -> factor("inch");
            case CENTIMETRE -> factor("cm");
            default -> Double.NaN;
        };
    }

    private static double factor(String unit) {
        String name = unit.strip().toLowerCase(Locale.ROOT).replaceFirst("metre(s?)$", "meter$1");
        return MICROMETRES.getOrDefault(name.replaceFirst("(meter|micron)s$", "$1"), Double.NaN);
    }

    /** Returns the pixels per unit, which TIFF stores as a fraction; NaN if there is none. */
    private static double fraction(TiffPage page, int tag) {
        if (page.count(tag) == 0) {
            return Double.NaN;
        }
        long both = page.value(tag, 0);
        boolean little = page.bytes().order() == ByteOrder.LITTLE_ENDIAN;
        long first = little ? both & 0xffffffffL : both >>> 32;
        long second = little ? both >>> 32 : both & 0xffffffffL;
        return (double) first / second;
    }
}
