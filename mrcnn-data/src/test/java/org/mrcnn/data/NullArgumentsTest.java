// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.evaluation.EvaluationSettings;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("policy", () -> new Findings(null)),
                call("image", () -> new Sample(1, "a.png", null, new int[0], new float[0], List.of())),
                call("rle", () -> new Segment.Runs(null)),
                call("type", () -> EvaluationSettings.defaults(null)));
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
