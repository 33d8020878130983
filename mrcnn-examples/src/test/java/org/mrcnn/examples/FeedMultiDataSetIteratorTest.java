// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.train.StepReport;

class FeedMultiDataSetIteratorTest {

    @TempDir
    private Path folder;

    @Test
    void aLinearFunctionIsLearnedFromACsvFile() throws Exception {
        Random random = new Random(1);
        List<String> rows = IntStream.range(0, 64)
                .mapToObj(row -> {
                    double[] x = random.doubles(4, -1, 1).toArray();
                    return x[0] + "," + x[1] + "," + x[2] + "," + x[3] + "," + (x[0] - x[1]) + "," + (x[2] + x[3]);
                })
                .toList();
        List<StepReport> steps = FeedMultiDataSetIterator.train(Files.write(folder.resolve("rows.csv"), rows))
                .steps();
        assertThat(steps).hasSize(50 * 64 / 16);
        assertThat(steps.get(steps.size() - 1).losses().total())
                .isLessThan(0.01 * steps.get(0).losses().total());
    }
}
