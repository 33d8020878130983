// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.mask.Rle;

/**
 * Merges the detections in all tiles into one detection per object. For each place of the image, one tile decides: the one
 * whose edges are farthest from it. Complete objects that other tiles detect at that place are dropped, even if the deciding
 * tile detects nothing: otherwise the errors of all tiles would add up. Pieces of different tiles are compared only where the
 * tiles overlap, so that a part of an object is not compared with the whole.
 *
 * <p>If the centre of an object is so close to the border between two tiles that each of them leaves the object to the other,
 * the piece with the higher score is used. An object that every tile cuts is the union of its parts, over any number of tiles.
 */
final class Seams {

    /** Minimum IoU at which two complete objects count as the same. Touching neighbours have an IoU of nearly 0. */
    private static final double SAME = 0.3;

    /** Minimum fraction of a part that must lie in the other for both to belong to the same object. */
    private static final double PART = 0.5;

    private final PieceIndex all = new PieceIndex();
    private final PieceIndex kept = new PieceIndex();
    private final List<Detection> found = new ArrayList<>();

    private Seams(List<Piece> pieces) {
        pieces.stream().filter(piece -> piece.isVisible() || piece.isOwned()).forEach(all::add);
    }

    /** Returns one detection per object, highest score first. */
    static List<Detection> join(List<Piece> pieces) {
        Seams seams = new Seams(pieces);
        seams.keep(Piece::isOwned);
        seams.keep(piece -> !piece.isOwned() && seams.isLeftToEachOther(piece));
        seams.joinParts();
        seams.found.sort(Comparator.comparing(Detection::score).reversed());
        return seams.found;
    }

    /** Keeps complete pieces. If several show the same object, only the one with the highest score. */
    private void keep(Predicate<Piece> candidates) {
        List<Piece> ordered = all.all().stream()
                .filter(piece -> !piece.isCut())
                .filter(candidates)
                .sorted(Comparator.comparing(Piece::score).reversed())
                .toList();
        for (Piece piece : ordered) {
            if (kept.near(piece).stream().noneMatch(other -> isSame(piece, other))) {
                kept.add(piece);
                found.add(piece.detection());
            }
        }
    }

    /**
     * Returns whether the tile that decides on the centre of a piece also detects the object, but cut, or with a centre for
     * which another tile decides.
     */
    private boolean isLeftToEachOther(Piece piece) {
        return all.near(piece).stream()
                .anyMatch(other -> other.tile().owns(piece.bounds())
                        && (other.isCut() || !other.isOwned())
                        && isContinued(piece, other));
    }

    private static boolean isSame(Piece a, Piece b) {
        long shared = a.shared(b);
        long union = a.areaIn(b.tile()) + b.areaIn(a.tile()) - shared;
        return shared > 0 && shared >= SAME * union;
    }

    @SuppressWarnings("ReferenceEquality") // equal pieces are still different pieces
    private void joinParts() {
        PieceIndex parts = new PieceIndex();
        for (Piece piece : all.all()) {
            if (piece.isCut() && kept.near(piece).stream().noneMatch(whole -> covers(whole, piece))) {
                parts.add(piece);
            }
        }
        IdentityHashMap<Piece, List<Piece>> groups = groups(parts);
        for (Piece piece : parts.all()) {
            List<Piece> group = groups.get(piece);
            boolean isFirst = group.get(0) == piece;
            // A single part that another tile decides on is dropped, because that tile has not detected the object.
            boolean isRest = group.size() == 1 && !piece.isOwned();
            if (isFirst && !isRest) {
                found.add(joined(group));
            }
        }
    }

    private static IdentityHashMap<Piece, List<Piece>> groups(PieceIndex parts) {
        IdentityHashMap<Piece, List<Piece>> groups = new IdentityHashMap<>();
        for (Piece piece : parts.all()) {
            groups.put(piece, new ArrayList<>(List.of(piece)));
        }
        for (Piece piece : parts.all()) {
            for (Piece other : parts.near(piece)) {
                if (groups.get(piece) != groups.get(other) && isContinued(piece, other)) {
                    List<Piece> into = groups.get(piece);
                    List<Piece> from = groups.get(other);
                    into.addAll(from);
                    from.forEach(moved -> groups.put(moved, into));
                }
            }
        }
        return groups;
    }

    private static boolean covers(Piece whole, Piece part) {
        long shared = whole.shared(part);
        return shared > 0 && shared >= PART * part.areaIn(whole.tile());
    }

    private static boolean isContinued(Piece a, Piece b) {
        long shared = a.shared(b);
        return shared > 0 && shared >= PART * Math.min(a.areaIn(b.tile()), b.areaIn(a.tile()));
    }

    private static Detection joined(List<Piece> group) {
        Detection best = group.get(0).detection();
        float[] box = best.box();
        List<Rle> masks = new ArrayList<>();
        for (Piece piece : group) {
            Detection part = piece.detection();
            best = part.score() > best.score() ? part : best;
            float[] other = part.box();
            for (int i = 0; i < 2; i++) {
                box[i] = Math.min(box[i], other[i]);
                box[i + 2] = Math.max(box[i + 2], other[i + 2]);
            }
            masks.add(part.mask());
        }
        return new Detection(best.classId(), best.label(), best.score(), box, Rle.union(masks));
    }
}
