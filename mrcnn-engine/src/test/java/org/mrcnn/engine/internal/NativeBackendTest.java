// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class NativeBackendTest {

    @Test
    void describesABackendWithOneDnn() {
        NativeBackend found = NativeBackend.of("CpuBackend", "HAVE_FLATBUFFERS\nHAVE_ONEDNN\n", 231);
        assertThat(found).isEqualTo(new NativeBackend("CpuBackend", true, "AVX-512 BF16", true));
        assertThat(found.advice()).isNull();
        assertThat(found.describe()).contains("with oneDNN").contains("AVX-512 BF16, bfloat16 yes");
    }

    @Test
    void saysWhatToAddWhereOneDnnIsMissing() {
        NativeBackend found = NativeBackend.of("CpuBackend", "HAVE_OPENBLAS", 7);
        assertThat(found).isEqualTo(new NativeBackend("CpuBackend", false, "AVX2", false));
        assertThat(found.advice()).contains("mrcnn-native-linux-x86_64").contains("nd4j-native-platform");
    }

    @Test
    void knowsInstructionSetsThatContainBfloat16() {
        assertThat(NativeBackend.of("CpuBackend", null, 999).bf16()).isTrue();
        assertThat(NativeBackend.of("CpuBackend", null, 103).bf16()).isFalse();
        assertThat(NativeBackend.of("JCublasBackend", "", -1))
                .isEqualTo(new NativeBackend("JCublasBackend", false, "none", false));
        assertThat(NativeBackend.of("JCublasBackend", "", -1).advice()).isNull();
    }

    @Test
    void refusesABackendThatWasNeverCompared() {
        NativeBackend cuda = NativeBackend.of("JCublasBackend", "", -1);
        assertThatThrownBy(cuda::requireCompared)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("JCublasBackend", "only CpuBackend", "nd4j-cuda", "class path");
        NativeBackend cpu = NativeBackend.of("CpuBackend", "", -1);
        assertThat(cpu.requireCompared()).isSameAs(cpu);
    }

    @Test
    void saysWhatToAddWhereThereAreNoNatives() {
        assertThatThrownBy(() -> NativeBackend.load(() -> {
                    throw new ExceptionInInitializerError("no backend");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org.mrcnn:mrcnn-native-" + Loader.getPlatform())
                .hasCauseInstanceOf(ExceptionInInitializerError.class);
    }

    @Test
    void theBuildOfThisProjectHasABackend() {
        assertThat(NativeBackend.current()).isSameAs(NativeBackend.current());
        assertThat(NativeBackend.current().backend()).endsWith("Backend");
    }
}
