// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The command "Detect objects..." of ImageJ and Fiji: detects objects in the current image, adds them to the ROI Manager, and
 * adds their measures to the results table. In a macro:
 *
 * <pre>{@code
 * run("Detect objects...", "model=/data/cells.mrcnn threshold=0.5 stack clear");
 * }</pre>
 *
 * <p>The model stays loaded for the next run. The argument {@code release} frees its memory.
 */
public final class DetectObjects implements PlugIn {

    private static final String TITLE = "Mask R-CNN";

    /** Runs the command. ImageJ shows any error, which also ends a macro. */
    @Override
    public void run(String argument) {
        if (argument.equals("release")) {
            if (!LoadedModel.release()) {
                IJ.error(TITLE, "The model is in use: wait until detection has ended.");
            }
            return;
        }
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            IJ.noImage();
            return;
        }
        String fault = fault(image);
        if (fault != null) {
            IJ.error(TITLE, fault); // ends a macro by an exception, so it must not be caught here
        }
    }

    /** Runs detection. Returns the error message, or null. */
    private static String fault(ImagePlus image) {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        // ND4J and ImageIO look up their services with the thread's class loader, which is not that of plug-ins.
        Thread.currentThread().setContextClassLoader(DetectObjects.class.getClassLoader());
        try {
            boolean hasStack = image.getNSlices() * image.getNFrames() > 1;
            Optional<DetectSettings> settings = DetectSettings.ask(hasStack);
            if (settings.isPresent()) {
                detect(image, settings.get());
            }
            return null;
        } catch (NoSuchFileException e) {
            return "model: expected the path of a model file, found no file " + e.getMessage();
        } catch (IOException e) {
            return e.toString();
        } catch (RuntimeException e) {
            if (Macro.MACRO_CANCELED.equals(e.getMessage())) {
                throw e;
            }
            return e.getMessage() == null ? e.toString() : e.getMessage();
        } catch (LinkageError e) {
            return "The native libraries cannot be loaded; the plug-in must be the one for this system: "
                    + e.getMessage();
        } finally {
            Thread.currentThread().setContextClassLoader(ofThread);
        }
    }

    private static void detect(ImagePlus image, DetectSettings settings) throws IOException {
        if (!image.lock()) {
            return; // ImageJ has shown a message
        }
        try {
            long start = System.nanoTime();
            LoadedModel.use(settings.model(), model -> {
                FoundObjects objects = new StackDetection(image, settings, model).run();
                objects.show(settings.clear());
                IJ.log(String.format(
                        "%s: %s: %d objects, %.1f s",
                        TITLE, image.getTitle(), objects.count(), (System.nanoTime() - start) / 1e9));
            });
        } finally {
            image.unlock();
        }
    }
}
