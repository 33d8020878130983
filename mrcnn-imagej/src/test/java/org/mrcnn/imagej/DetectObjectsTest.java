// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Macro;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.results.Measures;

/** The command in a macro, without a display. */
class DetectObjectsTest {

    private static final CellsDataset CELLS = new CellsDataset(2, 3, 96);

    @TempDir
    private static Path folder;

    private static Path modelFile;

    @BeforeAll
    static void saveAModel() throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                """
                model: {backbone: resnet18, pyramidSize: 8, rpnChannels: 8, fcLayersSize: 16}
                image: {mode: square, minDimension: 128, maxDimension: 128}
                rpn: {anchorScales: [8, 16, 32, 64, 128], proposalsInference: 20}
                detection: {minConfidence: 0, maxInstances: 5, multiLabel: true}
                """,
                "test");
        modelFile = folder.resolve("cells of ours.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(config, CELLS.labels())) {
            model.save(modelFile);
        }
    }

    @AfterAll
    static void release() {
        new DetectObjects().run("release");
        WindowManager.setTempCurrentImage(null);
    }

    @BeforeEach
    void noResults() {
        ResultsTable.getResultsTable().reset();
    }

    private static ImagePlus image(int... slices) {
        ImageStack stack = new ImageStack(96, 96);
        for (int slice : slices) {
            Image cells = CELLS.load(slice).image();
            int[] pixels = new int[96 * 96];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = cells.sample(i / 96, i % 96, 0) << 16
                        | cells.sample(i / 96, i % 96, 1) << 8
                        | cells.sample(i / 96, i % 96, 2);
            }
            stack.addSlice(new ColorProcessor(96, 96, pixels));
        }
        return new ImagePlus("cells", stack);
    }

    /**
     * Runs the command like {@code run("Detect objects...", options)} in a macro, because menus need a display. Returns the
     * log.
     */
    private static String run(ImagePlus image, String options) {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        StringBuilder errors = new StringBuilder();
        try {
            thread.setName("Run$_" + name); // ImageJ recognizes macros by this name
            Macro.setOptions(options);
            WindowManager.setTempCurrentImage(image);
            IJ.redirectErrorMessages();
            IJ.runPlugIn("org.mrcnn.imagej.DetectObjects", "");
            errors.append(String.valueOf(IJ.getErrorMessage()));
        } finally {
            Macro.setOptions(null);
            thread.setName(name);
        }
        return errors.toString();
    }

    private static Detections found(ImagePlus image, double threshold) throws IOException {
        Path file = folder.resolve("cells.tif");
        new FileSaver(image).saveAsTiff(file.toString());
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            return model.detect(file).atLeast(threshold);
        }
    }

    private static void assertSame(Roi roi, Detection object) {
        ImageProcessor mask = roi.getMask();
        int left = roi.getBounds().x;
        int top = roi.getBounds().y;
        byte[] expected = object.mask().toMask();
        byte[] found = new byte[expected.length];
        for (int i = 0; i < found.length; i++) {
            int x = i % object.mask().width();
            int y = i / object.mask().width();
            boolean inside = roi.getBounds().contains(x, y) && (mask == null || mask.get(x - left, y - top) != 0);
            found[i] = (byte) (inside ? 1 : 0);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void objectsAreThoseOfTheFile() throws IOException {
        ImagePlus image = image(0);
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.5;
        image.getCalibration().setUnit("micron");
        run(image, "model=[" + modelFile + "] threshold=0 clear");
        List<Detection> expected = found(image, 0).list();
        Roi[] rois = image.getOverlay().toArray();
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(expected).isNotEmpty();
        assertThat(rois).hasSameSizeAs(expected);
        assertThat(table.size()).isEqualTo(expected.size());
        for (int i = 0; i < rois.length; i++) {
            Detection object = expected.get(i);
            assertSame(rois[i], object);
            assertThat(rois[i].getName()).isEqualTo("%04d_%s_%.2f".formatted(i + 1, object.label(), object.score()));
            Measures measures = Measures.of(object.mask()).scaled(0.5);
            assertThat(table.getStringValue("class", i)).isEqualTo(object.label());
            assertThat(table.getStringValue("unit", i)).isEqualTo("um");
            assertThat(table.getValue("area", i)).isEqualTo(measures.area());
            assertThat(table.getValue("solidity", i)).isEqualTo(measures.solidity());
            image.setRoi(rois[i]);
            assertThat(table.getValue("area", i)).isCloseTo(image.getStatistics().area, within(1e-9));
        }
    }

    @Test
    void everySliceOfAStackHasItsObjects() {
        ImagePlus image = image(0, 1, 0);
        run(image, "model=[" + modelFile + "] threshold=0 stack");
        List<Roi> rois = List.of(image.getOverlay().toArray());
        assertThat(rois).extracting(Roi::getPosition).contains(1, 2, 3).isSorted();
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getColumn("slice")).contains(1, 2, 3).isSorted();
        double[] areas = table.getColumn("area");
        long first = rois.stream().filter(roi -> roi.getPosition() == 1).count();
        long second = rois.stream().filter(roi -> roi.getPosition() == 2).count();
        assertThat(areas).hasSize((int) (2 * first + second));
        for (int i = 0; i < first; i++) {
            assertThat(areas[i]).isEqualTo(areas[(int) (first + second) + i]);
        }
    }

    /** Two channels, slices and frames, with the unit of the image. */
    @Test
    void everySliceAndFrameOfAHyperstackHasItsObjects() {
        ImageStack stack = new ImageStack(96, 96);
        ImageProcessor cells = image(0).getProcessor().convertToByte(false);
        for (int i = 0; i < 8; i++) {
            stack.addSlice(cells.duplicate());
        }
        ImagePlus image = new ImagePlus("hyperstack", stack);
        image.setDimensions(2, 2, 2);
        image.setOpenAsHyperStack(true);
        image.getCalibration().pixelWidth = 325;
        image.getCalibration().pixelHeight = 325;
        image.getCalibration().setUnit("nm");

        assertThat(run(image, "model=[" + modelFile + "] threshold=0 stack clear"))
                .isEqualTo("null");

        List<Roi> rois = List.of(image.getOverlay().toArray());
        assertThat(rois)
                .extracting(roi -> roi.getCPosition() + " " + roi.getZPosition() + " " + roi.getTPosition())
                .containsOnly("0 1 1", "0 2 1", "0 1 2", "0 2 2");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getColumn("frame")).contains(1, 2).isSorted();
        assertThat(table.getStringValue("unit", 0)).isEqualTo("nm");
        assertThat(table.getValue("mean_intensity_1", 0)).isPositive();
    }

    @Test
    void nothingFoundLeavesNothing() {
        ImagePlus image = image(0);
        run(image, "model=[" + modelFile + "] threshold=0");
        assertThat(run(image, "model=[" + modelFile + "] threshold=1 clear")).isEqualTo("null");
        assertThat(image.getOverlay().size()).isZero();
        assertThat(ResultsTable.getResultsTable().size()).isZero();
    }

    @Test
    void resultsAddUpUnlessCleared() {
        ImagePlus image = image(0);
        String options = "model=[" + modelFile + "] threshold=0";
        run(image, options);
        int once = ResultsTable.getResultsTable().size();
        run(image, options + " tiles=64 overlap=32");
        int twice = ResultsTable.getResultsTable().size();
        assertThat(twice).isGreaterThan(once);
        assertThat(image.getOverlay().size()).isEqualTo(twice);
        run(image, options + " clear");
        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(once);
        assertThat(image.getOverlay().size()).isEqualTo(once);
    }

    @Test
    void aModelThatChangesIsReadAgain() throws IOException {
        Path file = folder.resolve("changing.mrcnn");
        Files.copy(modelFile, file);
        assertThat(run(image(0), "model=" + file + " threshold=0")).isEqualTo("null");
        Files.writeString(file, "no model");
        assertThat(run(image(0), "model=" + file)).contains("changing.mrcnn");
        assertThat(run(image(0), "model=[" + modelFile + "] threshold=0")).isEqualTo("null");
    }

    @Test
    void faultsAreSentences() {
        assertThat(run(image(0), "threshold=0.5")).contains("model: expected the path of a model file");
        assertThat(run(image(0), "model=/none.mrcnn")).contains("found no file /none.mrcnn");
        assertThat(run(image(0), "model=[" + modelFile + "] threshold=2")).contains("expected a score from 0 to 1");
        assertThat(run(image(0), "model=[" + modelFile + "] shared=2"))
                .contains("shared: expected a number from 0 to 1");
        assertThat(run(image(0), "model=[" + modelFile + "] threshold=high")).contains("found 'high'");
        assertThat(run(image(0), "model=[" + modelFile + "] tiles=9")).contains("side of 32 pixels");
        ImagePlus floats = new ImagePlus("32 bit", image(0).getProcessor().convertToFloat());
        assertThat(run(floats, "model=[" + modelFile + "]")).contains("image.window");
        assertThat(floats.isLocked()).isFalse();
    }
}
