// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class IdleRunnersTest {

    private static final int MOST = 3;

    private long room = Long.MAX_VALUE;
    private final OpResources shared = new OpResources();
    private final IdleRunners runners = new IdleRunners(MOST, this::create, bytes -> bytes <= room);

    private volatile Thread waiting;

    private GraphRunner create() {
        SameDiff sd = SameDiff.create();
        sd.placeHolder("x", DataType.FLOAT, -1, -1).mul(2).rename("y");
        return GraphRunner.forOutputs(sd, List.of("y"), shared);
    }

    private static void run(GraphRunner runner) {
        runner.run(Map.of("x", Nd4j.ones(64, 64))).close();
    }

    /** Runs once, which determines the memory that a run needs. */
    private long bytesOfOne() {
        GraphRunner first = runners.take();
        run(first);
        runners.giveBack(first);
        return runners.bytes();
    }

    private CompletableFuture<GraphRunner> takeInAnotherThread() {
        return CompletableFuture.supplyAsync(runners::take, task -> {
            waiting = new Thread(task);
            waiting.start();
        });
    }

    private void awaitWaiting() throws InterruptedException {
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
    }

    @Test
    void moreThanTheMostWaitUntilOneComesBack() throws Exception {
        long one = bytesOfOne();
        List<GraphRunner> lent = Stream.generate(runners::take).limit(MOST).toList();
        lent.forEach(IdleRunnersTest::run);
        assertThat(runners.bytes()).isEqualTo(MOST * one).isPositive();
        CompletableFuture<GraphRunner> next = takeInAnotherThread();
        awaitWaiting();
        assertThat(next).isNotDone();
        runners.giveBack(lent.get(1));
        assertThat(next.get()).isSameAs(lent.get(1));
        assertThat(runners.count()).isEqualTo(MOST);
    }

    @Test
    void untilOneHasRunNobodyKnowsWhetherThereIsRoomForTwo() throws Exception {
        GraphRunner first = runners.take();
        CompletableFuture<GraphRunner> next = takeInAnotherThread();
        awaitWaiting();
        runners.discard(first);
        assertThat(next.get()).isNotSameAs(first);
    }

    @Test
    void noMoreAreMadeThanMemoryHasRoomFor() throws Exception {
        long one = bytesOfOne();
        room = one + one / 2;
        GraphRunner first = runners.take();
        run(first);
        GraphRunner second = runners.take();
        CompletableFuture<GraphRunner> third = takeInAnotherThread(); // the second has yet to allocate what it needs
        awaitWaiting();
        run(second);
        runners.giveBack(second);
        assertThat(third.get()).isSameAs(second);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        GraphRunner only = runners.take();
        CompletableFuture<GraphRunner> next = takeInAnotherThread();
        awaitWaiting();
        waiting.interrupt();
        assertThatThrownBy(next::get).hasMessageContaining("interrupted while waiting for one of 1 running detections");
        runners.giveBack(only);
        assertThat(runners.take()).isSameAs(only);
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
