// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.tiles.TileOptions;

class DetectSettingsTest {

    @Test
    void optionsOfAMacroAreThoseOfTheDialog() {
        assertThat(DetectSettings.ofMacro(
                        "model=/a/b.mrcnn threshold=0.25 shared=0.6 tiles=256 overlap=64 stack clear "))
                .isEqualTo(new DetectSettings(Path.of("/a/b.mrcnn"), new Limits(0.25, 0.6), 256, 64, true, true));
        assertThat(DetectSettings.ofMacro("model=[/stack clear/b.mrcnn] "))
                .isEqualTo(new DetectSettings(Path.of("/stack clear/b.mrcnn"), Limits.DEFAULTS, 0, 0, false, false));
    }

    @Test
    void theOverlapIsAnEighthUnlessGiven() {
        Path model = Path.of("m");
        assertThat(new DetectSettings(model, Limits.DEFAULTS, 256, 0, false, false).tileOptions())
                .contains(new TileOptions(256, 32));
        assertThat(new DetectSettings(model, Limits.DEFAULTS, 256, 9, false, false).tileOptions())
                .contains(new TileOptions(256, 9));
        assertThat(new DetectSettings(model, Limits.DEFAULTS, 0, 9, false, false).tileOptions())
                .isEmpty();
    }
}
