// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("graph", () -> Objective.on(null)),
                call("form", () -> Objective.on(SameDiff.create()).l2(1, null, name -> true)),
                call("predicate", () -> Objective.on(SameDiff.create()).l2(1, L2Form.DECAY, null)),
                call("sum", () -> Loss.mean(null, SameDiff.create().constant(1))),
                call("count", () -> Loss.mean(SameDiff.create().constant(1f), null)));
    }

    private static Arguments call(String argument, ThrowingCallable with) {
        return arguments(argument, with);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("nullArguments")
    void nullArgumentsAreNamed(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }
}
