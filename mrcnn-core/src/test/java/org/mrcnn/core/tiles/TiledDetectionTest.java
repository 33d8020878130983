// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.mask.Rle;

class TiledDetectionTest {

    private static final TileOptions TILES = new TileOptions(96, 20);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyObjectIsFoundOnceWithAllItsPixels(long seed) {
        ObjectScene scene = ObjectScene.random(271, 383, 3, seed);
        Detections truth = ObjectScene.detect(scene.image());

        Detections found = new TiledDetection(ObjectScene::detect, TILES).detect(RegionSource.of(scene.image()));

        assertThat(truth.size()).isEqualTo(scene.objects()).isGreaterThan(60);
        assertThat(keys(found)).containsExactlyInAnyOrderElementsOf(keys(truth));
    }

    private static List<List<Object>> keys(Detections all) {
        return all.stream()
                .map(d ->
                        List.<Object>of(d.classId(), d.mask(), List.of(d.box()[0], d.box()[1], d.box()[2], d.box()[3])))
                .toList();
    }

    /** The masks of a network differ by a pixel or two from tile to tile. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void masksNeedNotAgreeToThePixel(long seed) {
        ObjectScene scene = ObjectScene.random(271, 383, 12, seed);
        Detections truth = ObjectScene.detect(scene.image());
        SplittableRandom random = new SplittableRandom(seed);

        Detections found = new TiledDetection(tile -> shaken(ObjectScene.detect(tile), random), TILES)
                .detect(RegionSource.of(scene.image()));

        List<Detection> large =
                truth.stream().filter(d -> d.mask().area() >= 64).toList();
        List<Rle> masks = found.stream().map(Detection::mask).toList();
        for (Detection object : large) {
            double[] iou = Rle.iou(masks, List.of(object.mask()), new boolean[1]);
            long matched = Arrays.stream(iou).filter(value -> value > 0.5).count();
            assertThat(matched).as("%s", object).isEqualTo(1);
        }
        assertThat(found.size()).isEqualTo(truth.size());
    }

    /** Moves each mask by at most one pixel. Its area does not change unless it leaves its tile. */
    private static Detections shaken(Detections exact, SplittableRandom random) {
        List<Detection> moved = new ArrayList<>();
        for (Detection d : exact.list()) {
            byte[] mask = d.mask().toMask();
            byte[] other = new byte[mask.length];
            int shift = random.nextInt(3) - 1;
            for (int i = 0; i < mask.length; i++) {
                int x = i % exact.width() + shift;
                if (mask[i] == 1 && x >= 0 && x < exact.width()) {
                    other[i + shift] = 1;
                }
            }
            Rle rle = Rle.of(other, exact.height(), exact.width());
            moved.add(rle.area() == 0 ? d : ObjectScene.detection(d.classId(), rle));
        }
        return new Detections(exact.height(), exact.width(), moved);
    }

    @Test
    void anObjectOverManyTilesIsOne() {
        ObjectScene scene = new ObjectScene(400, 500);
        scene.add(10, 10, 380, 480);

        Detections found = new TiledDetection(ObjectScene::detect, TILES).detect(RegionSource.of(scene.image()));

        assertThat(keys(found)).isEqualTo(keys(ObjectScene.detect(scene.image())));
    }

    @Test
    void objectsOfDifferentClassesStayApart() {
        Rle mask = Rle.fromBox(new double[] {80, 80, 20, 20}, 200, 200);
        Detections both =
                new Detections(200, 200, List.of(ObjectScene.detection(1, mask), ObjectScene.detection(2, mask)));

        Detections found = new TiledDetection(tile -> cut(both, tile), TILES).detect(positions(200, 200));

        assertThat(found.stream().map(Detection::classId)).containsExactlyInAnyOrder(1, 2);
    }

    /** A single tile decides on objects inside each other; the other tiles do not outvote it. */
    @Test
    void whatOneTileShowsInsideAnObjectStays() {
        Rle outer = Rle.fromBox(new double[] {20, 20, 60, 60}, 200, 200);
        Rle inner = Rle.fromBox(new double[] {40, 40, 10, 10}, 200, 200);
        Detections nested =
                new Detections(200, 200, List.of(ObjectScene.detection(1, outer), ObjectScene.detection(1, inner)));

        Detections found = new TiledDetection(tile -> cut(nested, tile), TILES).detect(positions(200, 200));

        assertThat(found.stream().map(Detection::mask)).containsExactlyInAnyOrder(outer, inner);
    }

    /** Each tile detects something near its right edge that the next tile, whose edges are farther from the place, does not. */
    @Test
    void mistakesAtTheEdgesOfTilesDoNotAddUp() {
        Detections found = new TiledDetection(
                        tile -> new Detections(
                                tile.height(), tile.width(), List.of(box(tile.height(), tile.width(), 40, 80))),
                        TILES)
                .detect(positions(200, 200));

        assertThat(new TiledDetection(tile -> null, TILES).tiles(200, 200)).isEqualTo(9);
        assertThat(found.stream().map(d -> d.box()[1])).containsOnly(104 + 80f).hasSize(3);
    }

    private static Detection box(int height, int width, int top, int left) {
        return ObjectScene.detection(1, Rle.fromBox(new double[] {left, top, 12, 12}, height, width));
    }

    /** The tiles begin at columns 0 and 52; the first one decides on centres before column 74. */
    @ParameterizedTest
    @CsvSource({"72, 76", "76, 72", "73, 73", "75, 75"})
    void whoeverTheCentreBelongsToTheObjectIsFoundOnce(int seenByFirst, int seenBySecond) {
        Detections found = new TiledDetection(
                        tile -> {
                            int left = tile.sample(0, 0, 1);
                            int centre = left == 0 ? seenByFirst : seenBySecond - left;
                            List<Detection> seen = left > 52 ? List.of() : List.of(box(96, 96, 40, centre - 6));
                            return new Detections(96, 96, seen);
                        },
                        TILES)
                .detect(positions(96, 200));

        assertThat(found.size()).isEqualTo(1);
    }

    /** Returns an image whose pixel values are their positions, from which {@link #cut} determines the position of a tile. */
    private static RegionSource positions(int height, int width) {
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++) {
            pixels[3 * i] = (byte) (i / width);
            pixels[3 * i + 1] = (byte) (i % width);
        }
        return RegionSource.of(new Image(height, width, 3, pixels));
    }

    private static Detections cut(Detections all, Image tile) {
        int top = tile.sample(0, 0, 0);
        int left = tile.sample(0, 0, 1);
        List<Detection> seen = new ArrayList<>();
        for (Detection d : all.list()) {
            byte[] part = d.mask().toMask(top, left, top + tile.height(), left + tile.width());
            Rle mask = Rle.of(part, tile.height(), tile.width());
            if (mask.area() > 0) {
                seen.add(ObjectScene.detection(d.classId(), mask));
            }
        }
        return new Detections(tile.height(), tile.width(), seen);
    }

    @Test
    void anImageSmallerThanATileIsOneTile() {
        ObjectScene scene = ObjectScene.random(60, 90, 3, 7);
        TiledDetection tiled = new TiledDetection(ObjectScene::detect, TILES);

        assertThat(tiled.tiles(60, 90)).isEqualTo(1);
        assertThat(keys(tiled.detect(RegionSource.of(scene.image()))))
                .containsExactlyInAnyOrderElementsOf(keys(ObjectScene.detect(scene.image())));
    }

    @Test
    void tilesHaveOneSizeAndTheOverlapThatWasAsked() {
        for (int pixels = 96; pixels < 1000; pixels++) {
            TileAxis axis = new TileAxis(pixels, TILES);
            assertThat(axis.start(0)).isZero();
            assertThat(axis.end(axis.count() - 1)).isEqualTo(pixels);
            for (int i = 1; i < axis.count(); i++) {
                assertThat(axis.end(i - 1) - axis.start(i)).isBetween(20, 96 - 1);
            }
        }
        assertThat(new TileAxis(96 + 2 * 76, TILES).count()).isEqualTo(3);
    }

    @Test
    void theBestScoreComesFirst() {
        ObjectScene scene = ObjectScene.random(271, 383, 3, 8);

        Detections found = new TiledDetection(ObjectScene::detect, TILES).detect(RegionSource.of(scene.image()));

        assertThat(found.stream().map(Detection::score).toList()).isSortedAccordingTo((a, b) -> Float.compare(b, a));
    }

    @Test
    void anImageTooLargeForRunLengthsIsRefused() {
        RegionSource huge = new RegionSource() {
            @Override
            public int height() {
                return 50_000;
            }

            @Override
            public int width() {
                return 50_000;
            }

            @Override
            public Image read(int top, int left, int rows, int columns) {
                throw new AssertionError("read");
            }
        };

        assertThatThrownBy(() -> new TiledDetection(ObjectScene::detect, TILES).detect(huge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50000x50000");
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> new TileOptions(16, 4)).hasMessageContaining("found 16");
        assertThatThrownBy(() -> new TileOptions(64, 33)).hasMessageContaining("4 pixels to 32");
        assertThatThrownBy(() -> new TileOptions(64, 0)).hasMessageContaining("found 0");
    }
}
