// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.rendered.ShapesDataset;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("text", () -> data().withTitle(null)),
                call("faults", () -> data().withFaults(null)),
                call("truth", () -> EvaluationReport.of(null, List.of(), List.of())),
                call("text", () -> evaluation().withTitle(null)),
                call("reader", () -> evaluation().withImages(null)));
    }

    private static DataReport data() {
        return DataReport.of(new ShapesDataset(1, 1), MaskRcnnConfig.defaults());
    }

    private static EvaluationReport evaluation() {
        return EvaluationReport.of(new CocoGroundTruth(List.of(), new TreeMap<>(), List.of()), List.of(), List.of());
    }

    private static Arguments call(String argument, ThrowingCallable with) {
        return arguments(argument, with);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("nullArguments")
    void nullArgumentsAreNamed(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }

    @Test
    void aSampleHasImages() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> data().withSample(0, 1))
                .withMessage("sample: expected 1 image or more, found 0");
    }
}
