// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class IdleRunnersTest {

    private static final int KEPT = 2;

    private final OpResources shared = new OpResources();
    private final IdleRunners runners = new IdleRunners(KEPT, this::create);

    private GraphRunner create() {
        SameDiff sd = SameDiff.create();
        sd.placeHolder("x", DataType.FLOAT, -1, -1).mul(2).rename("y");
        return GraphRunner.forOutputs(sd, List.of("y"), shared);
    }

    private static void run(GraphRunner runner) {
        runner.run(Map.of("x", Nd4j.ones(64, 64))).close();
    }

    @Test
    void surplusRunnersAreFreedWhenTheyComeBack() {
        List<GraphRunner> lent = Stream.generate(runners::take).limit(10).toList();
        lent.forEach(IdleRunnersTest::run);
        assertThat(runners.count()).isEqualTo(10);
        long bytesOfOne = lent.get(0).nativeBytes();
        assertThat(bytesOfOne).isPositive();
        assertThat(runners.bytes()).isEqualTo(10 * bytesOfOne);
        lent.forEach(runners::giveBack);
        assertThat(runners.count()).isEqualTo(KEPT);
        assertThat(runners.bytes()).isEqualTo(KEPT * bytesOfOne);
        runners.close();
        assertThat(runners.bytes()).isZero();
    }

    @Test
    void aRunnerThatFailedIsNotLentAgain() {
        GraphRunner failed = runners.take();
        runners.discard(failed);
        assertThat(runners.count()).isZero();
        GraphRunner next = runners.take();
        assertThat(next).isNotSameAs(failed);
        run(next);
        runners.giveBack(next);
        assertThat(runners.take()).isSameAs(next);
    }

    @Test
    void afterCloseNothingIsLentOrKept() {
        GraphRunner late = runners.take();
        runners.close();
        runners.giveBack(late);
        assertThat(runners.count()).isZero();
        assertThat(late.nativeBytes()).isZero();
        assertThatThrownBy(runners::take)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the model is closed");
    }
}
