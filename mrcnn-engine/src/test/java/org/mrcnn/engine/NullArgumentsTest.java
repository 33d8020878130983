// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.learning.config.Sgd;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    private static final OptimizerSettings SETTINGS = OptimizerSettings.of(new Sgd());

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("shared", () -> GraphRunner.forOutputs(SameDiff.create(), List.of(), null)),
                call("resource", () -> lend(null)),
                call("decays", () -> SETTINGS.withWeightDecay(0.1, null)),
                call("rateFactor", () -> SETTINGS.withRateFactor(null)));
    }

    private static Arguments call(String argument, ThrowingCallable with) {
        return arguments(argument, with);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("nullArguments")
    void nullArgumentsAreNamed(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }

    private static void lend(AutoCloseable resource) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(SameDiff.create(), List.of(), shared)) {
            runner.lend("key", resource);
        }
    }
}
