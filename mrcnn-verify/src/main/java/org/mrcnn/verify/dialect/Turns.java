// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.mrcnn.core.detect.Detections;

/**
 * Times of this project and of another program, alternating after each image, because the speed of a machine varies less within
 * a turn.
 */
final class Turns {

    private final List<Turn> all = new ArrayList<>();

    /** Detections, and their time in milliseconds. */
    record Timed(Detections found, double millis) {}

    private record Turn(double ours, double theirs, int objects) {
        double ratio() {
            return ours / theirs;
        }
    }

    static Timed time(Supplier<Detections> detect) {
        long start = System.nanoTime();
        Detections found = detect.get();
        return new Timed(found, (System.nanoTime() - start) / 1e6);
    }

    void add(double ours, double theirs, int objects) {
        all.add(new Turn(ours, theirs, objects));
    }

    void addAll(Turns others) {
        all.addAll(others.all);
    }

    double medianRatio() {
        return median(Turn::ratio);
    }

    private double median(ToDoubleFunction<Turn> value) {
        double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** @param other name of the other program */
    String line(String other) {
        return String.format(
                Locale.ROOT,
                "%d turns, %.0f objects: median %.0f ms, %s %.0f ms; median of ours / %s %.2f",
                all.size(),
                median(Turn::objects),
                median(Turn::ours),
                other,
                median(Turn::theirs),
                other,
                medianRatio());
    }
}
