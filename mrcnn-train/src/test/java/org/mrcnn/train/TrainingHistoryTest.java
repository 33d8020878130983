// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingHistoryTest {
    private static final TrainingHistory HISTORY =
            new TrainingHistory(List.of(Records.record(1, 2, 2, 1), Records.record(2, 3.5, 1.5, 0.25)));

    @Test
    void csvHasALineAStep() {
        assertThat(HISTORY.toCsv())
                .isEqualTo("step,elapsed_seconds,step_seconds,learning_rate,gradient_norm,total_loss,rpn_class_loss,"
                        + "mrcnn_mask_loss\n"
                        + "1,2.0,2.0,0.001,4.5,1.5,1.0,0.5\n"
                        + "2,3.5,1.5,0.001,4.5,0.75,0.25,0.5\n");
        assertThat(new TrainingHistory(List.of()).toCsv()).isEmpty();
    }

    @Test
    void jsonHasAnObjectAStep() {
        assertThat(HISTORY.toJson())
                .startsWith("[{\"step\":1,\"elapsed_seconds\":2.0,")
                .endsWith("\"total_loss\":0.75,\"rpn_class_loss\":0.25,\"mrcnn_mask_loss\":0.5}]");
    }
}
