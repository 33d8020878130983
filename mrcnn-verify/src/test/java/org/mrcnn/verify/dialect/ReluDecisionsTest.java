// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReluDecisionsTest {

    @Test
    void areInTheOrderOfTorchvision() {
        assertThat(ReluDecisions.variables(Set.of(
                        "res2a_branch2a/kernel",
                        "res2a_branch2b/kernel",
                        "res3a_branch2a/kernel",
                        "res3a_branch2b/kernel",
                        "res3a_branch2c/kernel",
                        "mrcnn_class_conv1/kernel",
                        "mrcnn_mask_conv1/kernel")))
                .containsExactly(
                        "conv1_relu",
                        "res2a_branch2a_relu",
                        "res2a_out",
                        "res3a_branch2a_relu",
                        "res3a_branch2b_relu",
                        "res3a_out",
                        "rpn_conv_shared_p2",
                        "rpn_conv_shared_p3",
                        "rpn_conv_shared_p4",
                        "rpn_conv_shared_p5",
                        "rpn_conv_shared_p6",
                        "mrcnn_class_conv1_relu",
                        "mrcnn_mask_conv1",
                        "mrcnn_mask_deconv");
    }

    @Test
    void areWrittenAsBytes(@TempDir Path folder) throws IOException {
        ReluDecisions.write(
                folder, new TreeMap<>(Map.of("conv1_relu", new float[] {0, 1}, "res2a_out", new float[] {2})));
        assertThat(Files.readAllBytes(folder.resolve("0.u8"))).containsExactly(0, 1);
        assertThat(Files.readAllBytes(folder.resolve("1.u8"))).containsExactly(1);
        assertThat(Files.readAllBytes(folder.resolve("pooled.f32"))).containsExactly(0, 0, 0, 0, 0, 0, 0x80, 0x3f);
    }
}
