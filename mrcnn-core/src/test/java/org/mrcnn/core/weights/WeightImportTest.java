// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightImportTest {

    /** A source with one array from a run that diverged. */
    private record Diverged(Path file) implements WeightSource {

        @Override
        public Map<String, long[]> shapes() {
            return Map.of("conv1/kernel", new long[] {3}, "fc/kernel", new long[] {3});
        }

        @Override
        public void read(String name, INDArray into) {
            into.assign(Nd4j.createFromArray(1, name.startsWith("fc") ? Float.NaN : 2, 3));
        }

        @Override
        public void close() {}
    }

    @Test
    void weightsThatAreNotFiniteAreNamedAndCounted() {
        Map<String, INDArray> weights = Map.of("conv1/kernel", Nd4j.zeros(3), "fc/kernel", Nd4j.zeros(3));
        WeightSource source = new Diverged(Path.of("diverged.h5"));
        assertThatThrownBy(() -> WeightImport.into(weights, source, WeightExclusion.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("diverged.h5: expected finite weights")
                .hasMessageContaining("fc/kernel: 1 of 3");
    }
}
