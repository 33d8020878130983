// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import ij.Macro;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.awt.GraphicsEnvironment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mrcnn.core.tiles.TileOptions;

/**
 * The settings that a user chose in the dialog or wrote in a macro.
 *
 * @param model the model file
 * @param limits which objects are kept
 * @param tiles the side of the tiles in pixels; 0 for the whole image at once
 * @param overlap the pixels that neighbouring tiles share; 0 for an eighth of their side
 * @param stack whether to detect in all slices and frames
 * @param clear whether to remove the regions and results of earlier runs first
 */
record DetectSettings(Path model, Limits limits, int tiles, int overlap, boolean stack, boolean clear) {

    private static final String TITLE = "Detect objects";

    /** Checks the numbers. */
    DetectSettings {
        if (tiles < 0 || overlap < 0) {
            throw new IllegalArgumentException(
                    "tiles, overlap: expected 0 or numbers of pixels, found " + tiles + " and " + overlap);
        }
    }

    /** Returns the tiles; empty for the whole image at once. */
    Optional<TileOptions> tileOptions() {
        return tiles == 0 ? Optional.empty() : Optional.of(new TileOptions(tiles, overlap == 0 ? tiles / 8 : overlap));
    }

    /**
     * Shows the dialog, or reads the options of the running macro.
     *
     * @param hasStack whether the image has several slices
     * @return empty if the user cancelled
     * @throws IllegalArgumentException if a number cannot be read or is out of range
     */
    static Optional<DetectSettings> ask(boolean hasStack) {
        String options = Macro.getOptions();
        return options != null && GraphicsEnvironment.isHeadless() ? Optional.of(ofMacro(options)) : ofDialog(hasStack);
    }

    /** Reads a macro's options, such as {@code model=/data/cells.mrcnn threshold=0.5 stack}, with the keys that the dialog records. */
    static DetectSettings ofMacro(String options) {
        String model = Macro.getValue(options, "model", "");
        String others = without(model, options);
        List<String> words = Arrays.asList(others.split("\\s+"));
        return new DetectSettings(
                model(model),
                new Limits(
                        number(others, "threshold", Limits.DEFAULTS.threshold()),
                        number(others, "shared", Limits.DEFAULTS.shared())),
                (int) number(others, "tiles", 0),
                (int) number(others, "overlap", 0),
                words.contains("stack"),
                words.contains("clear"));
    }

    /** Returns the options without the path of the model, which may contain other keys, such as {@code /a stack/tiles=3}. */
    private static String without(String model, String options) {
        return Stream.of("[" + model + "]", "'" + model + "'", model)
                .map(written -> "model=" + written)
                .filter(options::contains)
                .findFirst()
                .map(written -> options.replace(written, ""))
                .orElse(options);
    }

    private static double number(String options, String key, double otherwise) {
        String text = Macro.getValue(options, key, Double.toString(otherwise));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": expected a number, found '" + text + "'", e);
        }
    }

    private static Path model(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text.strip());
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("model: expected the path of a model file, found '" + text + "'", e);
        }
        throw new IllegalArgumentException("model: expected the path of a model file (.mrcnn), found none");
    }

    /** The first word of each label is the key in a macro. */
    private static Optional<DetectSettings> ofDialog(boolean hasStack) {
        GenericDialog dialog = new GenericDialog(TITLE);
        dialog.addFileField("Model file", Prefs.get("mrcnn.model", ""));
        dialog.addNumericField("Threshold of the score", Prefs.get("mrcnn.threshold", Limits.DEFAULTS.threshold()), 2);
        dialog.addNumericField("Shared part (1: any)", Prefs.get("mrcnn.shared", Limits.DEFAULTS.shared()), 2);
        dialog.addNumericField("Tiles (0: whole image)", Prefs.get("mrcnn.tiles", 0), 0, 6, "pixels");
        dialog.addNumericField("Overlap (0: an eighth)", Prefs.get("mrcnn.overlap", 0), 0, 6, "pixels");
        if (hasStack) {
            dialog.addCheckbox("Stack: all slices and frames", Prefs.get("mrcnn.stack", false));
        }
        dialog.addCheckbox("Clear ROI Manager and results first", Prefs.get("mrcnn.clear", true));
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return Optional.empty();
        }
        String model = dialog.getNextString();
        double threshold = dialog.getNextNumber();
        double shared = dialog.getNextNumber();
        double tiles = dialog.getNextNumber();
        double overlap = dialog.getNextNumber();
        if (dialog.invalidNumber()) {
            throw new IllegalArgumentException(
                    "expected numbers for threshold, shared part, tiles and overlap, found others");
        }
        boolean stack = hasStack && dialog.getNextBoolean();
        Limits limits = new Limits(threshold, shared);
        DetectSettings chosen =
                new DetectSettings(model(model), limits, (int) tiles, (int) overlap, stack, dialog.getNextBoolean());
        if (Macro.getOptions() == null) {
            chosen.remember(hasStack);
        }
        return Optional.of(chosen);
    }

    private void remember(boolean hasStack) {
        Prefs.set("mrcnn.model", model.toString());
        Prefs.set("mrcnn.threshold", limits.threshold());
        Prefs.set("mrcnn.shared", limits.shared());
        Prefs.set("mrcnn.tiles", tiles);
        Prefs.set("mrcnn.overlap", overlap);
        Prefs.set("mrcnn.clear", clear);
        if (hasStack) {
            Prefs.set("mrcnn.stack", stack);
        }
    }
}
