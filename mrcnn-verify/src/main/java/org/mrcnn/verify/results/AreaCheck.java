// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.results;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.mask.Rle;

/**
 * Compares the areas in a table of measures with those of the rendered cells, object by object. Objects are identified by the
 * regions for ImageJ, which ImageJ's classes open, and whose pixels must be those of the table.
 */
public final class AreaCheck {

    private static final double LEAST_IOU = 0.5;
    private static final double TOLERANCE = 0.02;

    private final Dataset truth;
    private final Path detections;
    private final double pixelArea;
    private final List<Double> ratios = new ArrayList<>();
    private double foundArea;
    private double trueArea;
    private int objects;
    private int found;

    private AreaCheck(Dataset truth, Path detections, double pixelSize) {
        this.truth = truth;
        this.detections = detections;
        pixelArea = pixelSize * pixelSize;
    }

    /**
     * Runs the check. Arguments: folder of the results, number and side of the images, micrometres per pixel. Exits with 1 if
     * the areas differ by more than 2 %.
     */
    public static void main(String[] args) throws IOException {
        AreaCheck check = new AreaCheck(
                LabelledCells.scans(Integer.parseInt(args[1]), Integer.parseInt(args[2])),
                Path.of(args[0]),
                Double.parseDouble(args[3]));
        System.exit(check.passes() ? 0 : 1);
    }

    boolean passes() throws IOException {
        Map<String, Map<Integer, Double>> table = table();
        for (int i = 0; i < truth.size(); i++) {
            String name = LabelledCells.fileName(truth, i);
            compare(truth.load(i).masks(), table.getOrDefault(name, Map.of()), name);
        }
        if (ratios.isEmpty()) {
            System.out.println("no object of " + objects + " was found");
            return false;
        }
        ratios.sort(null);
        double bias = foundArea / trueArea - 1;
        System.out.printf(
                Locale.ROOT,
                "%d images with %d objects: found %d (%.1f %%), %d objects that are none%n"
                        + "areas of the found objects, table to truth: total %+.2f %%, median of the ratios %+.2f %%, mean %+.2f %%%n",
                truth.size(),
                objects,
                ratios.size(),
                100.0 * ratios.size() / objects,
                found - ratios.size(),
                100 * bias,
                100 * (ratios.get(ratios.size() / 2) - 1),
                100 * (ratios.stream().mapToDouble(r -> r).average().orElseThrow() - 1));
        return Math.abs(bias) <= TOLERANCE;
    }

    /** Returns areas in pixels by image and number of the object. */
    private Map<String, Map<Integer, Double>> table() throws IOException {
        Map<String, Map<Integer, Double>> areas = new TreeMap<>();
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(detections.resolve("measurements.csv").toFile())) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                areas.computeIfAbsent(row.get("image"), name -> new TreeMap<>())
                        .put(Integer.valueOf(row.get("object")), Double.parseDouble(row.get("area")) / pixelArea);
            }
        }
        return areas;
    }

    private void compare(List<Rle> masks, Map<Integer, Double> areas, String name) throws IOException {
        objects += masks.size();
        found += areas.size();
        boolean[] taken = new boolean[masks.size()];
        Map<Integer, Rle> regions = areas.isEmpty() ? Map.of() : regions(name, masks.get(0));
        for (Map.Entry<Integer, Double> row : areas.entrySet()) { // highest score first
            Rle region = regions.get(row.getKey());
            if (region == null || Math.abs(region.area() - row.getValue()) > 1e-6 * region.area()) {
                throw new IllegalStateException(
                        name + ", object " + row.getKey() + ": expected the area of the region for" + " ImageJ, "
                                + region + ", found " + row.getValue() + " pixels in the table");
            }
            int best = best(masks, taken, region);
            if (best >= 0) {
                taken[best] = true;
                foundArea += row.getValue();
                trueArea += masks.get(best).area();
                ratios.add(row.getValue() / masks.get(best).area());
            }
        }
    }

    private static int best(List<Rle> masks, boolean[] taken, Rle region) {
        double[] ious = Rle.iou(List.of(region), masks, new boolean[masks.size()]);
        int best = -1;
        for (int i = 0; i < ious.length; i++) {
            if (!taken[i] && ious[i] >= LEAST_IOU && (best < 0 || ious[i] > ious[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Returns the regions that ImageJ opens, by the number at the beginning of their name. */
    private Map<Integer, Rle> regions(String name, Rle size) throws IOException {
        Map<Integer, Rle> regions = new TreeMap<>();
        Path file = detections.resolve("imagej").resolve(name.replace(".png", "_RoiSet.zip"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Roi roi = RoiDecoder.openFromByteArray(zip.readAllBytes());
                regions.put(Integer.valueOf(roi.getName().substring(0, 4)), pixels(roi, size.height(), size.width()));
            }
        }
        return regions;
    }

    private static Rle pixels(Roi roi, int height, int width) {
        ImageProcessor mask = roi.getMask();
        int left = roi.getBounds().x;
        int top = roi.getBounds().y;
        byte[] pixels = new byte[height * width];
        for (int i = 0; i < pixels.length; i++) {
            boolean inside = roi.getBounds().contains(i % width, i / width)
                    && (mask == null || mask.get(i % width - left, i / width - top) != 0);
            pixels[i] = (byte) (inside ? 1 : 0);
        }
        return Rle.of(pixels, height, width);
    }
}
