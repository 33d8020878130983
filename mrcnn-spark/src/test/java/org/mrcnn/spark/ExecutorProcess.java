// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.Arrays;

/** Executors of a cluster on this machine, which checks kill to see whether a job survives it. */
final class ExecutorProcess {

    private ExecutorProcess() {}

    static void killOne() {
        ProcessHandle executor = ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch("org.apache.spark.executor.CoarseGrainedExecutorBackend"::equals))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no executor found to kill"));
        executor.destroyForcibly();
        System.out.println("killed executor process " + executor.pid());
    }
}
