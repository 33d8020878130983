// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Feeds many damaged inputs to one reader. Inputs that fail are kept as files. */
final class FuzzRun {
    private static final long MAX_CPU_MILLIS = 2000;
    private static final long FREE_BYTES = 64 << 20;
    private static final long BYTES_PER_BYTE = 4;

    private final FuzzTarget target;
    private final long seed;
    private final Path keep;
    /** The first input for each kind of failure. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    private long read;
    private long refused;
    private long slowest;
    private long largest;

    /** @param keep folder for inputs that fail */
    FuzzRun(FuzzTarget target, long seed, Path keep) {
        this.target = target;
        this.seed = seed;
        this.keep = keep;
    }

    /** Reads damaged inputs in a separate folder. Input {@code i} depends only on the seed and {@code i}. */
    FuzzRun inputs(Path work, long first, long count, Watchdog watchdog) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (int s = 0; s < target.seeds().size(); s++) {
            Path folder = Files.createDirectories(work.resolve(target.name() + "-" + s));
            target.seeds().get(s).writeTo(folder);
            warmUp(folder.resolve(target.seeds().get(s).opened()));
            folders.add(folder);
        }
        for (long i = first; i < first + count; i++) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + i);
            int s = random.nextInt(folders.size());
            input(target.seeds().get(s), folders.get(s), random, i, watchdog);
        }
        return this;
    }

    /** Reads the valid input first, so that loading classes does not count as the cost of a file. */
    private void warmUp(Path sound) {
        for (int i = 0; i < 3; i++) {
            try {
                target.reading().read(sound);
            } catch (Exception e) {
                if (target.documents(e)) {
                    continue; // for example, lossy WebP is rejected only after reading the file
                }
                throw new IllegalStateException(target.name() + ": the sound input " + sound + " is refused", e);
            }
        }
    }

    private void input(Seed from, Path folder, SplittableRandom random, long number, Watchdog watchdog)
            throws IOException {
        String name = from.names().get(random.nextInt(from.names().size()));
        byte[] sound = from.files().get(name);
        Container container = random.nextInt(4) == 0 ? Container.PLAIN : target.container();
        byte[] damaged = container.mutated(sound, new Mutator(random), random);
        Path file = folder.resolve(name);
        Files.write(file, damaged);
        String failure = watchdog.watch(
                target.name() + " input " + number, () -> failure(folder.resolve(from.opened()), damaged.length));
        if (failure != null && failures.size() < 100 && !failures.containsKey(kind(failure))) {
            Path kept = Files.createDirectories(keep).resolve(target.name() + "-" + number + "-" + file.getFileName());
            Files.write(kept, damaged);
            failures.put(kind(failure), "input " + number + " (" + name + " in " + kept + "): " + failure);
        }
        Files.write(file, sound);
    }

    /** Returns the kind of a failure, which is the same for messages that differ only in numbers. */
    private static String kind(String failure) {
        return failure.replaceAll("\\d+", "#").replaceFirst("(?s)(.{80}).*", "$1");
    }

    /** Returns the failure of the reader for this input; null if there is none. */
    private String failure(Path input, long bytes) {
        Cost before = Cost.now();
        String failure = null;
        try {
            target.reading().read(input);
            read++;
        } catch (Throwable e) { // any Error is a failure, too
            refused++;
            failure = target.documents(e) ? null : described(e);
        }
        Cost cost = Cost.now().since(before);
        slowest = Math.max(slowest, cost.cpuMillis());
        largest = Math.max(largest, cost.heapBytes() + cost.nativeBytes());
        long most = FREE_BYTES + BYTES_PER_BYTE * bytes;
        if (failure == null && cost.cpuMillis() > MAX_CPU_MILLIS) {
            failure = "took " + cost.cpuMillis() + " ms";
        }
        if (failure == null && cost.heapBytes() + cost.nativeBytes() > most) {
            failure = "took " + cost.heapBytes() + " bytes of heap and " + cost.nativeBytes() + " native for " + bytes;
        }
        return failure;
    }

    private static String described(Throwable e) {
        StackTraceElement[] calls = e.getStackTrace();
        return e + (calls.length == 0 ? "" : " at " + calls[0]);
    }

    Map<String, String> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /** Returns a row of the results table. */
    String row() {
        return String.format(
                "%-14s %9d %9d %9d %8d %8.1f %8d",
                target.name(), read + refused, read, refused, slowest, largest / 1e6, failures.size());
    }

    static String heading() {
        return String.format(
                "%-14s %9s %9s %9s %8s %8s %8s", "reader", "inputs", "read", "refused", "ms", "MB", "failures");
    }
}
