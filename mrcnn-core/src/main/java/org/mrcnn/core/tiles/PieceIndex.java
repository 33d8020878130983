// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pieces by their tile, so that a piece is compared only with those of neighbouring tiles. */
final class PieceIndex {

    private final Map<Tile, List<Piece>> byTile = new HashMap<>();
    private final Map<Tile, List<Tile>> neighbours = new HashMap<>();
    private final List<Piece> all = new ArrayList<>();

    void add(Piece piece) {
        all.add(piece);
        byTile.computeIfAbsent(piece.tile(), tile -> new ArrayList<>()).add(piece);
    }

    /** Returns all pieces in the order in which they were added. */
    List<Piece> all() {
        return all;
    }

    /** Returns the pieces that may belong to the same object. */
    List<Piece> near(Piece piece) {
        List<Piece> near = new ArrayList<>();
        for (Tile tile : neighbours.computeIfAbsent(piece.tile(), Tile::neighbours)) {
            for (Piece other : byTile.getOrDefault(tile, List.of())) {
                if (piece.mayMeet(other)) {
                    near.add(other);
                }
            }
        }
        return near;
    }
}
