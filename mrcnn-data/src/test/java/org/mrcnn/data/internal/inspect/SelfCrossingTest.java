// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Line2D;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfCrossingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "square           | false | 0 0 4 0 4 4 0 4",
                "bow tie          | true  | 0 0 4 4 4 0 0 4",
                "closed square    | false | 0 0 4 0 4 4 0 4 0 0",
                "repeated corner  | false | 0 0 4 0 4 0 4 4 0 4",
                "spike and back   | false | 0 0 4 0 8 0 4 0 4 4 0 4",
                "touching corner  | false | 0 0 2 2 4 0 4 4 2 2 0 4",
                "walk to a hole   | false | 0 0 9 0 9 9 0 9 0 0 3 3 3 6 6 6 6 3 3 3",
                "one edge through | true  | 0 0 9 0 9 9 4 -1 0 9",
                "triangle         | false | 0 0 4 0 2 3",
                "line             | false | 0 0 4 0",
                "nothing          | false | ''",
            })
    void knownShapes(String name, boolean expected, String corners) {
        double[] xy = corners.isEmpty()
                ? new double[0]
                : java.util.Arrays.stream(corners.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        assertThat(SelfCrossing.of(xy)).as(name).isEqualTo(expected);
    }

    /** Among random corners, no three are on a line, so that crossing and touching do not differ. */
    @Test
    void agreesWithAllPairsOfEdges() {
        Random random = new Random(1);
        int crossing = 0;
        for (int round = 0; round < 500; round++) {
            double[] xy = random.doubles(2L * (3 + random.nextInt(5))).toArray();
            boolean expected = anyPairCrosses(xy);
            assertThat(SelfCrossing.of(xy)).isEqualTo(expected);
            crossing += expected ? 1 : 0;
        }
        assertThat(crossing).isBetween(100, 450);
    }

    private static boolean anyPairCrosses(double[] xy) {
        int n = xy.length / 2;
        for (int i = 0; i < n; i++) {
            for (int j = i + 2; j < n; j++) {
                if ((j + 1) % n != i && edge(xy, i).intersectsLine(edge(xy, j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Line2D edge(double[] xy, int i) {
        int next = (i + 1) % (xy.length / 2);
        return new Line2D.Double(xy[2 * i], xy[2 * i + 1], xy[2 * next], xy[2 * next + 1]);
    }

    @Test
    void outlinesOfManyCornersAreQuick() {
        int n = 20_000;
        double[] circle = new double[2 * n];
        for (int i = 0; i < n; i++) {
            circle[2 * i] = 1000 * Math.cos(2 * Math.PI * i / n);
            circle[2 * i + 1] = 1000 * Math.sin(2 * Math.PI * i / n);
        }
        assertThat(SelfCrossing.of(circle)).isFalse();
        double x = circle[2 * 5000];
        circle[2 * 5000] = circle[2 * 5003];
        circle[2 * 5003] = x;
        double y = circle[2 * 5000 + 1];
        circle[2 * 5000 + 1] = circle[2 * 5003 + 1] - 1;
        circle[2 * 5003 + 1] = y;
        assertThat(SelfCrossing.of(circle)).isTrue();
    }
}
