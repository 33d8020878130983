// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    /** As at the shutdown of the process: stop waits until the run has written its checkpoint. */
    @Test
    void aSignalWaitsForTheRun() throws InterruptedException {
        CountDownLatch noticed = new CountDownLatch(1);
        try (StopSignal stop = new StopSignal(() -> {})) {
            assertThat(stop.arm().getAsBoolean()).isFalse();
            AtomicBoolean last = new AtomicBoolean();
            Thread shutdown = new Thread(() -> stop.stop(noticed::countDown, () -> last.set(true)));
            shutdown.start();
            assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stop.getAsBoolean()).isTrue();
            shutdown.interrupt();
            shutdown.join(50);
            assertThat(shutdown.isAlive()).as("waits, whatever interrupts it").isTrue();
            assertThat(last).as("what is removed last").isFalse();
            stop.close();
            shutdown.join(10_000);
            assertThat(shutdown.isAlive()).isFalse();
            assertThat(last).isTrue();
        }
    }

    /** Such as while the annotations are read. */
    @Test
    void aSignalBeforeTheRunEndsTheProcessAtOnceAndRemovesWhatMustNotRemain() {
        AtomicBoolean last = new AtomicBoolean();
        try (StopSignal stop = new StopSignal(() -> {})) {
            stop.stop(() -> {}, () -> last.set(true));
            assertThat(stop.getAsBoolean()).isFalse();
        }
        assertThat(last).isTrue();
    }

    @Test
    void aRunThatIsOverLetsTheProcessEndAtOnce() {
        StopSignal stop = new StopSignal(() -> {});
        stop.arm().release();
        AtomicBoolean last = new AtomicBoolean();
        stop.stop(() -> {}, () -> last.set(true));
        assertThat(last).isTrue();
        stop.close();
    }
}
