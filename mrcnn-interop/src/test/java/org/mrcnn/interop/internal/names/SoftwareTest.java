// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SoftwareTest {

    /** Some languages have other digits. */
    @Test
    void namesOfTensorsAreTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("fa"));
            assertThat(Software.TORCHVISION.convolution(1, 0, 2)).isEqualTo("backbone.body.layer2.0.conv2.weight");
            assertThat(Software.DETECTRON2.convolution(0, 1, 3)).isEqualTo("backbone.bottom_up.res2.1.conv3.weight");
        } finally {
            Locale.setDefault(before);
        }
    }
}
