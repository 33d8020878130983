// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrawingsTest {
    private static final Path OUT = Path.of("out");

    @Test
    void noneIsDrawnOverAnother() {
        Drawings drawings = new Drawings(OUT, Stream.of());
        assertThat(Stream.of("a/x.png", "b/x.tif", "b/X.png", "x.y.png", "x-detected.png")
                        .map(name -> drawings.of(Path.of(name)).getFileName().toString()))
                .containsExactly(
                        "x-detected.png",
                        "x-detected-2.png",
                        "X-detected-3.png",
                        "x.y-detected.png",
                        "x-detected-detected.png");
    }

    /** Drawings are written twice to the folder of the images. */
    @Test
    void noneIsDrawnOverAnImage() {
        Stream<Path> images = Stream.of("out/x.png", "out/x-detected.png").map(Path::of);
        Drawings drawings = new Drawings(OUT.toAbsolutePath(), images);
        assertThat(drawings.of(Path.of("out/x.png"))).hasFileName("x-detected-2.png");
    }
}
