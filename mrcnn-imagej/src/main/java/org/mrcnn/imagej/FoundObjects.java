// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import ij.process.ImageProcessor;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.results.Measures;
import org.mrcnn.results.internal.ObjectRois;

/** Collects the objects of an image, slice by slice, as regions and rows of the results table. */
final class FoundObjects {

    private static final Set<String> MICROMETRES = Set.of("micron", "microns", "um", "\u00b5m", "\u03bcm");
    private static final double SQUARE = 1e-3;

    private final ImagePlus image;
    private final double pixelSize;
    private final String unit;
    private final List<Roi> rois = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** A row of the results table. */
    private record Row(Detection object, int number, int z, int t, List<Double> means) {}

    FoundObjects(ImagePlus image) {
        this.image = image;
        Calibration calibration = image.getCalibration();
        boolean scaled = calibration.scaled() && isSquare(calibration);
        pixelSize = scaled ? calibration.pixelWidth : 1;
        unit = !scaled ? "pixel" : MICROMETRES.contains(calibration.getUnit()) ? "um" : calibration.getUnit();
    }

    static boolean isSquare(Calibration calibration) {
        double width = calibration.pixelWidth;
        return Math.abs(width - calibration.pixelHeight) <= SQUARE * width;
    }

    int count() {
        return rois.size();
    }

    /** Adds the objects of a slice. Objects without pixels get no region and no measures. */
    void add(Detections found, Slice slice, int z, int t) {
        List<ImageProcessor> values = slice.values();
        for (Detection object : found.list()) {
            if (object.mask().area() == 0) {
                continue;
            }
            int number = rois.size() + 1;
            String name = ObjectRois.name(number, object) + String.format(Locale.ROOT, "_%.2f", object.score());
            Roi roi = ObjectRois.of(object, name);
            place(roi, z, t);
            rois.add(roi);
            rows.add(new Row(object, number, z, t, means(values, roi)));
        }
    }

    /** Sets the position of a region. In a hyperstack, the region belongs to all channels. */
    private void place(Roi roi, int z, int t) {
        if (image.getNChannels() > 1 || (image.getNSlices() > 1 && image.getNFrames() > 1)) {
            roi.setPosition(0, z, t);
        } else if (image.getStackSize() > 1) {
            roi.setPosition(image.getStackIndex(1, z, t));
        }
    }

    private static List<Double> means(List<ImageProcessor> values, Roi roi) {
        return values.stream()
                .map(channel -> {
                    channel.setRoi(roi);
                    double mean = channel.getStatistics().mean;
                    channel.resetRoi();
                    return mean;
                })
                .toList();
    }

    /** Adds the regions to the ROI Manager, and the measures to ImageJ's results table. */
    void show(boolean clear) {
        showRois(clear);
        ResultsTable table = ResultsTable.getResultsTable();
        if (clear) {
            table.reset();
        }
        rows.forEach(row -> addTo(table, row));
        table.show("Results");
    }

    private void showRois(boolean clear) {
        if (GraphicsEnvironment.isHeadless()) { // the ROI Manager needs a display
            Overlay overlay = clear || image.getOverlay() == null ? new Overlay() : image.getOverlay();
            rois.forEach(overlay::add);
            image.setOverlay(overlay);
            IJ.log("Mask R-CNN: without a display the objects are in the overlay of the image");
            return;
        }
        RoiManager open = RoiManager.getInstance();
        RoiManager manager = open == null ? new RoiManager() : open;
        if (clear) {
            manager.reset();
        }
        rois.forEach(manager::addRoi);
        manager.runCommand(image, "Show All");
    }

    private void addTo(ResultsTable table, Row row) {
        Detection object = row.object();
        table.addRow();
        table.addValue("image", image.getTitle());
        table.addValue("object", row.number());
        table.addValue("class", object.label());
        table.addValue("score", object.score());
        if (image.getStackSize() > 1) {
            table.addValue("slice", row.z());
            table.addValue("frame", row.t());
        }
        table.addValue("unit", unit);
        double[] measures = Measures.of(object.mask()).scaled(pixelSize).values();
        for (int i = 0; i < measures.length; i++) {
            table.addValue(Measures.NAMES.get(i), measures[i]);
        }
        for (int c = 0; c < row.means().size(); c++) {
            table.addValue("mean_intensity_" + (c + 1), row.means().get(c));
        }
    }
}
