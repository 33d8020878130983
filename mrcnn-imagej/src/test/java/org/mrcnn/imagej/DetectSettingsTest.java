// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    /** Spaces, brackets, and names of other options. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a b/[x] stack /m.mrcnn",
                "/a threshold=0.9 b/m.mrcnn",
                "/[x]/threshold=0.9/m.mrcnn",
                "/tiles=3/clear/m.mrcnn",
                "C:\\my models\\m.mrcnn"
            })
    void thePathOfAModelIsNoOtherOption(String path) {
        String written = path.contains(" ") ? "[" + path + "]" : path; // like ImageJ's Recorder
        assertThat(DetectSettings.ofMacro("model=" + written + " threshold=0.25 tiles=256 "))
                .isEqualTo(new DetectSettings(Path.of(path), new Limits(0.25, 1), 256, 0, false, false));
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
