// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.losses.LossReport;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("step", () -> Trainer.of(null)),
                call("rates", () -> trainer().learningRate(null)),
                call("clock", () -> trainer().clock(null)),
                call("listener", () -> trainer().listener(null)),
                call("saver", () -> trainer().saving(1, null)),
                call("validation", () -> trainer().validating(null)),
                call("condition", () -> trainer().stopWhen(null)),
                call("releasing", () -> trainer().releasing(null)),
                call("batches", () -> trainer().run((Iterator<Integer>) null)),
                call("batches", () -> trainer().steps(1).run((Supplier<Integer>) null)),
                call("source", () -> Validation.every(1, null)),
                call("name", () -> Validation.every(1, Map::of).best(null, (steps, seconds) -> {})),
                call("improved", () -> Validation.every(1, Map::of).best("total_loss", null)),
                call("step", () -> Validation.losses(null, List.<Integer>of()::iterator)),
                call("batches", () -> Validation.losses(new Nothing(), null)),
                call("folder", () -> new TrainingLog(null)),
                call("out", () -> new ProgressPrinter(1, 0, null, false)));
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
    void withoutALearningRateThereIsNoRun() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer().steps(1).run(() -> 1))
                .withMessage("trainer: learning rate: expected a rate or a schedule, found none");
    }

    @Test
    void numbersThatCannotBeAreNamedWithWhatWasExpected() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer().learningRate(Double.NaN))
                .withMessage("learning rate: expected a rate of 0 or more, finite, found NaN");
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProgressPrinter().imagesPerStep(0))
                .withMessage("progress: expected 1 image or more per step, found 0");
    }

    private static Trainer<Integer> trainer() {
        return Trainer.of(new Nothing());
    }

    /** A step that nobody makes. */
    private static final class Nothing implements TrainStep<Integer> {
        @Override
        public Result step(Integer batch, double learningRate) {
            return new Result(new LossReport(Map.of(), Map.of(), 0, Map.of()), 0);
        }

        @Override
        public void close() {}
    }
}
