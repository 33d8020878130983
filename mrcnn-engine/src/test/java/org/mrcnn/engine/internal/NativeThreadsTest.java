// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativeThreadsTest {

    @Test
    void thePropertyCountsBeforeTheEnvironmentAndThatBeforeTheProcessors() {
        assertThat(NativeThreads.count("3", "2")).isEqualTo(3);
        assertThat(NativeThreads.count(null, "2")).isEqualTo(2);
        assertThat(NativeThreads.count(null, "2,1"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThatThrownBy(() -> NativeThreads.count("0", null))
                .hasMessage("system property mrcnn.threads: expected a number from 1 to 9999, found 0");
    }

    @Test
    void whatTheUserHasSetStays() {
        assertThat(NativeThreads.variables(Map.of(), 4))
                .containsOnly(Map.entry("OMP_NUM_THREADS", "4"), Map.entry("GOMP_SPINCOUNT", "1000"));
        assertThat(NativeThreads.variables(Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "active"), 2))
                .isEmpty();
        assertThat(NativeThreads.variables(Map.of("GOMP_SPINCOUNT", "7"), 4)).containsOnlyKeys("OMP_NUM_THREADS");
    }

    /** The C runtime has its own environment, which System.getenv does not show. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void nativeCodeSeesIt() {
        int threads = NativeThreads.prepare();
        Function getenv = Function.getFunction("c", "getenv");
        assertThat(getenv.invokeString(new Object[] {"OMP_NUM_THREADS"}, false)).startsWith(Integer.toString(threads));
        boolean chosen = System.getenv("GOMP_SPINCOUNT") != null || System.getenv("OMP_WAIT_POLICY") != null;
        assertThat(getenv.invokeString(new Object[] {"GOMP_SPINCOUNT"}, false))
                .isEqualTo(chosen ? System.getenv("GOMP_SPINCOUNT") : "1000");
    }

    @Test
    void threadsAreDividedAmongThoseThatComputeAtOnce() {
        NativeBackend.current();
        int all = NativeThreads.prepare();
        List<Integer> found = CompletableFuture.supplyAsync(
                        () -> {
                            NativeThreads.divide(2);
                            return List.of(NativeThreads.available(), ompThreads());
                        },
                        task -> new Thread(task).start())
                .join();
        assertThat(found).containsOnly(Math.max(1, all / 2));
        assertThat(NativeThreads.available()).isEqualTo(all);
    }

    private static int ompThreads() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }
}
