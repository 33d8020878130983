// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** Places cells on a slide and tracks which pixels of each are visible; {@link CellOptics} renders the image. */
final class CellScene {

    private static final int TRIES = 40;
    /** No cell is hidden by more than this fraction: people do not annotate what they cannot recognize. */
    private static final double MAX_HIDDEN = 0.45;

    private static final int MIN_VISIBLE_PIXELS = 25;
    private static final double CELLS_AREA = 256.0 * 256.0;

    private final int size;
    private final RandomGenerator random;
    private final List<CellOutline> cells = new ArrayList<>();
    private final List<Integer> areas = new ArrayList<>();
    private final List<Integer> visible = new ArrayList<>();
    private final int[] owner;
    private Image image;

    private CellScene(int size, RandomGenerator random) {
        this.size = size;
        this.random = random;
        owner = new int[size * size];
        Arrays.fill(owner, -1);
    }

    static CellScene draw(int size, RandomGenerator random) {
        CellScene scene = new CellScene(size, random);
        scene.placeAll();
        scene.image = new CellOptics(size, random).photograph(scene.cells);
        scene.dropSlivers();
        return scene;
    }

    Image image() {
        return image;
    }

    int[] classIds() {
        return cells.stream().mapToInt(cell -> cell.kind).toArray();
    }

    /** Returns the visible part of each cell; empty for those that are too small to annotate. */
    List<Rle> masks() {
        return OwnerMasks.of(owner, cells.size(), size, size);
    }

    private void placeAll() {
        int wanted = Math.max(2, (int) Math.rint(random.nextInt(9, 31) * (size * size) / CELLS_AREA));
        double radius = random.nextDouble(8.5, wanted > 20 ? 13 : 17);
        double roundShare = random.nextDouble(0.3, 0.85);
        double clustering = random.nextDouble(0.2, 0.8);
        double grain = random.nextDouble(2 * Math.PI); // elongated cells of a culture have about the same orientation
        for (int i = 0; i < wanted; i++) {
            int kind = random.nextDouble() < roundShare ? CellOutline.ROUND : CellOutline.ELONGATED;
            boolean placed = false;
            for (int attempt = 0; attempt < TRIES && !placed; attempt++) {
                placed = place(candidate(kind, radius, clustering, grain));
            }
        }
    }

    private CellOutline candidate(int kind, double radius, double clustering, double grain) {
        double y = random.nextDouble(-4, size + 4);
        double x = random.nextDouble(-4, size + 4);
        double own = radius * random.nextDouble(0.75, 1.25);
        if (!cells.isEmpty() && random.nextDouble() < clustering) {
            CellOutline neighbour = cells.get(random.nextInt(cells.size()));
            double angle = random.nextDouble(2 * Math.PI);
            double distance = (own + radius) * random.nextDouble(0.65, 1.15);
            y = neighbour.y + distance * StrictMath.sin(angle);
            x = neighbour.x + distance * StrictMath.cos(angle);
        }
        double direction = grain + random.nextGaussian() * 0.6;
        return new CellOutline(kind, new CellOutline.Place(y, x, own, direction), random);
    }

    private List<Integer> pixels(CellOutline cell) {
        List<Integer> pixels = new ArrayList<>();
        int y2 = (int) Math.min(size, cell.y + cell.reach());
        int x2 = (int) Math.min(size, cell.x + cell.reach());
        for (int y = (int) Math.max(0, cell.y - cell.reach()); y < y2; y++) {
            for (int x = (int) Math.max(0, cell.x - cell.reach()); x < x2; x++) {
                if (cell.depth(y, x) <= 1) {
                    pixels.add(y * size + x);
                }
            }
        }
        return pixels;
    }

    /** Places the cell on top unless it would hide another cell or lies outside the slide. */
    private boolean place(CellOutline cell) {
        List<Integer> pixels = pixels(cell);
        if (pixels.size() < MIN_VISIBLE_PIXELS) {
            return false;
        }
        int[] taken = new int[cells.size()];
        pixels.stream().filter(p -> owner[p] >= 0).forEach(p -> taken[owner[p]]++);
        int common = 0;
        for (int i = 0; i < taken.length; i++) {
            common += taken[i];
            if (taken[i] > 0 && visible.get(i) - taken[i] < (1 - MAX_HIDDEN) * areas.get(i)) {
                return false;
            }
        }
        if (common > MAX_HIDDEN * pixels.size()) {
            return false;
        }
        for (int i = 0; i < taken.length; i++) {
            visible.set(i, visible.get(i) - taken[i]);
        }
        pixels.forEach(p -> owner[p] = cells.size());
        cells.add(cell);
        areas.add(pixels.size());
        visible.add(pixels.size());
        return true;
    }

    private void dropSlivers() {
        for (int i = 0; i < owner.length; i++) {
            if (owner[i] >= 0 && visible.get(owner[i]) < MIN_VISIBLE_PIXELS) {
                owner[i] = -1;
            }
        }
    }
}
