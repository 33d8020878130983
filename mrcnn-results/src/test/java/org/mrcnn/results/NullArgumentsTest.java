// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    private static final Path FOLDER = Path.of("none");
    private static final List<String> LABELS = List.of("BG", "cell");

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("folder", () -> ResultWriter.to(null, LABELS, Set.of())),
                call("labels", () -> ResultWriter.to(FOLDER, null, Set.of())),
                call("formats", () -> ResultWriter.to(FOLDER, LABELS, null)),
                call("ids", () -> ResultWriter.to(FOLDER, LABELS, Set.of()).categoryIds(null)),
                call("texts", () -> ResultWriter.to(FOLDER, LABELS, Set.of()).textIds(null)),
                call("format", () -> ResultWriter.to(FOLDER, LABELS, Set.of()).pixelFormat(null)));
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
