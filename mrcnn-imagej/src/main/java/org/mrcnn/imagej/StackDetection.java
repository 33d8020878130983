// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.function.Function;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.tiles.TiledDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;

/** Detection in the current slice of an image, or in all of its slices and frames, with progress and Escape as ImageJ has them. */
final class StackDetection {

    /** Most that 14 bit samples reach. */
    private static final int DARK = (1 << 14) - 1;

    private final ImagePlus image;
    private final DetectSettings settings;
    private final PixelFormat format;
    private final Function<Image, Detections> detect;

    StackDetection(ImagePlus image, DetectSettings settings, MaskRcnn model) {
        this.image = image;
        this.settings = settings;
        format = model.config().image().pixelFormat();
        detect = tile -> {
            if (IJ.escapePressed()) {
                throw new Stopped();
            }
            return model.detect(tile);
        };
    }

    /** Escape was pressed. */
    private static final class Stopped extends RuntimeException {
        Stopped() {
            super("Escape", null, false, false);
        }
    }

    /** The objects, up to the slice at which Escape was pressed. */
    FoundObjects run() {
        IJ.resetEscape();
        logAssumptions();
        FoundObjects objects = new FoundObjects(image);
        int slices = settings.stack() ? image.getNSlices() : 1;
        int all = slices * (settings.stack() ? image.getNFrames() : 1);
        try {
            for (int i = 0; i < all; i++) {
                int z = settings.stack() ? 1 + i % slices : image.getSlice();
                int t = settings.stack() ? 1 + i / slices : image.getFrame();
                Slice slice = Slice.of(image, z, t, format);
                objects.add(settings.limits().apply(found(slice, i, all)), slice, z, t);
                progress(i + 1, all);
            }
        } catch (Stopped e) {
            log("stopped by Escape; slices that were not finished are left out");
        }
        progress(all, all);
        return objects;
    }

    private Detections found(Slice slice, int index, int all) {
        if (settings.tileOptions().isEmpty()) {
            return detect.apply(slice.image());
        }
        TiledDetection tiled = new TiledDetection(detect, settings.tileOptions().get());
        RegionSource source = slice.regions();
        int tiles = tiled.tiles(source.height(), source.width());
        return tiled.detect(source, done -> progress(index * tiles + done, all * tiles));
    }

    private static void progress(int done, int all) {
        IJ.showStatus("Mask R-CNN: " + done + " of " + all);
        IJ.showProgress(done, all);
    }

    /** Says how pixels become what the network sees, where a user may expect something else. */
    private void logAssumptions() {
        Slice slice = Slice.current(image, format);
        if (Slice.takesCurrentChannel(image, format)) {
            log("the model takes one grey or RGB image; taken is channel " + image.getChannel() + " of "
                    + image.getNChannels()
                    + ", the current one, as grey (Image > Type > RGB Color takes all as shown)");
        }
        if (slice.hasColours()) {
            log("taken are the colours of the lookup table (Image > Lookup Tables > Grays takes the values)");
        }
        if (slice.isInverted()) {
            log("the lookup table is inverting, so that 0 is taken as white");
        }
        logValues(slice);
        Calibration calibration = image.getCalibration();
        if (calibration.scaled() && !FoundObjects.isSquare(calibration)) {
            log("pixels are not square, so that lengths and areas are in pixels");
        }
        if (image.getNSlices() * image.getNFrames() > 1 && !settings.stack()) {
            log("only the current slice is searched; choose Stack for all");
        }
    }

    private void logValues(Slice slice) {
        if (!format.window().isEmpty()) {
            log("values " + format.window().get(0) + " to " + format.window().get(1)
                    + " are black to white, as image.window of the model says");
        } else if (!format.percentiles().isEmpty()) {
            log("percentiles " + format.percentiles() + " of the values are black and white, as the model says");
        } else if (image.getBitDepth() == Short.SIZE) {
            double largest = slice.channels().stream()
                    .mapToDouble(channel -> channel.getStatistics().max)
                    .max()
                    .orElse(0);
            log("values 0 to 65535 are black to white, whatever is displayed");
            if (largest <= DARK) {
                log("the values reach only " + (int) largest
                        + ", which is dark to the network: train with image.window,"
                        + " or convert what is displayed by Image > Type > 8-bit");
            }
        }
    }

    private static void log(String text) {
        IJ.log("Mask R-CNN: " + text);
    }
}
