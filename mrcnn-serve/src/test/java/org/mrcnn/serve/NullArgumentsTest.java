// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("name", () -> DetectionService.builder().model(null, null)),
                call("model", () -> DetectionService.builder().model("cells", null)),
                call("model", () -> DetectionService.builder().model("cells", null, image -> null)),
                call("detect", () -> DetectionService.builder().model("cells", null, null)),
                call("address", () -> DetectionService.builder().host(null)),
                call("limits", () -> DetectionService.builder().limits(null)),
                call("prefix", () -> DetectionService.builder().allowUrl(null)),
                call("header", () -> DetectionService.builder().urlAuthorization(null)),
                call("time", () -> ServiceLimits.defaults().withTime(null)));
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
    void portsHave16Bits() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectionService.builder().port(65_536))
                .withMessage("port: expected 0 to 65535, found 65536");
    }
}
