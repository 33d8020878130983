// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    /** As at the shutdown of the process: stop waits until the run has written its checkpoint. */
    @Test
    void aSignalWaitsForTheRun() throws InterruptedException {
        CountDownLatch noticed = new CountDownLatch(1);
        try (StopSignal stop = new StopSignal(() -> {})) {
            assertThat(stop.getAsBoolean()).isFalse();
            Thread shutdown = new Thread(() -> stop.stop(noticed::countDown));
            shutdown.start();
            assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stop.getAsBoolean()).isTrue();
            shutdown.interrupt();
            shutdown.join(50);
            assertThat(shutdown.isAlive()).as("waits, whatever interrupts it").isTrue();
            stop.close();
            shutdown.join(10_000);
            assertThat(shutdown.isAlive()).isFalse();
        }
    }

    @Test
    void aRunThatIsOverLetsTheProcessEndAtOnce() {
        StopSignal stop = new StopSignal(() -> {});
        stop.arm().close();
        stop.stop(() -> {});
        assertThat(stop.getAsBoolean()).isTrue();
    }
}
