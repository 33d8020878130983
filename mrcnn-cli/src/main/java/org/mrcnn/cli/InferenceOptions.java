// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.tiles.TileOptions;
import org.mrcnn.core.tiles.TiledDetection;
import org.mrcnn.core.views.AugmentedDetection;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.RegionSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of inference: the whole image or tiles, one view or several, and whether objects may overlap. */
final class InferenceOptions {
    private static final int TILES_PER_LINE = 100;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tiles",
            paramLabel = "PIXELS",
            description = "Detect in each image by square tiles of this side, so that the image may be larger than"
                    + " memory. Best is the size of the images that the model was trained on. (default: the whole"
                    + " image at once)")
    private Integer side;

    @Option(
            names = "--overlap",
            paramLabel = "PIXELS",
            description = "Pixels that neighbouring tiles share; best more than the width of the largest object."
                    + " (default: an eighth of --tiles)")
    private Integer overlap;

    @Option(
            names = "--tta",
            paramLabel = "VIEWS",
            split = ",",
            description = "Test-time augmentation: detect in several views of each image or tile, and let the views"
                    + " vote: flips, turns, scales, separated by commas.")
    private List<AugmentedDetection.Kind> views = List.of();

    @Option(
            names = "--max-overlap",
            paramLabel = "SHARE",
            description = "Of two objects that share more than this part of the smaller one's pixels, 0 to 1, leave out"
                    + " the one with the lower score, whatever their classes. For objects that do not lie on each other,"
                    + " such as cells: 0.6. (default: objects may overlap)")
    private Double maxOverlap;

    /** Rejects incompatible options before work begins. */
    void check() {
        if (overlap != null && side == null) {
            throw Arguments.wrong(spec, "--overlap is that of tiles; give --tiles");
        }
        if (side != null) {
            tiles();
        }
        if (maxOverlap != null && !(maxOverlap >= 0 && maxOverlap <= 1)) {
            throw Arguments.wrong(spec, "--max-overlap: expected a number from 0 to 1, found " + maxOverlap);
        }
    }

    private TileOptions tiles() {
        try {
            return new TileOptions(side, overlap == null ? side / 8 : overlap);
        } catch (IllegalArgumentException e) {
            throw Arguments.wrong(spec, "--tiles, --overlap: " + e.getMessage());
        }
    }

    /** Returns whether any of the options is given. */
    boolean isSet() {
        return side != null || overlap != null || !views.isEmpty() || maxOverlap != null;
    }

    boolean areTiles() {
        return side != null;
    }

    /** Returns the function that detects the objects in an image in memory. */
    Function<Image, Detections> inMemory(Function<Image, Detections> network) {
        Function<Image, Detections> look = look(network);
        Function<Image, Detections> all =
                side == null ? look : image -> new TiledDetection(look, tiles()).detect(RegionSource.of(image));
        return all.andThen(this::apart);
    }

    /** Returns the objects in an image of a data set, which is read by tiles or as a whole. */
    Detections detect(Function<Image, Detections> network, AnnotatedDataset images, int index) {
        if (side == null) {
            return inMemory(network).apply(images.load(index).image());
        }
        try (RegionSource image = images.open(index)) {
            return detectByTiles(network, image);
        }
    }

    /** Returns the objects in an image that is read by tiles. */
    Detections detectByTiles(Function<Image, Detections> network, RegionSource image) {
        TiledDetection tiled = new TiledDetection(look(network), tiles());
        int all = tiled.tiles(image.height(), image.width());
        Detections found = tiled.detect(image, done -> {
            if (done % TILES_PER_LINE == 0) {
                spec.commandLine().getOut().println("  " + done + " of " + all + " tiles");
            }
        });
        return apart(found);
    }

    private Detections apart(Detections found) {
        return maxOverlap == null ? found : found.withoutOverlaps(maxOverlap);
    }

    private Function<Image, Detections> look(Function<Image, Detections> network) {
        return views.isEmpty() ? network : new AugmentedDetection(network, EnumSet.copyOf(views))::detect;
    }
}
