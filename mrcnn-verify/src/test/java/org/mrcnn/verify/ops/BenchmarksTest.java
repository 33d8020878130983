// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs each benchmark once; the set-up checks the results. */
class BenchmarksTest {

    @Test
    void operationsOnDataAreRight() {
        DataBenchmark benchmark = new DataBenchmark();
        benchmark.setUp();
        assertThat(benchmark.nms()).hasSize(1000);
    }

    @Test
    void convolutionsAreRight() {
        ConvolutionBenchmark benchmark = new ConvolutionBenchmark();
        benchmark.shape = "64,64,3,1,32";
        benchmark.setUp();
        benchmark.backwardData();
        benchmark.backwardWeights();
        benchmark.tearDown();
    }
}
