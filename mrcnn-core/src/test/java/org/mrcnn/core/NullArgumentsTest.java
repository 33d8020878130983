// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.tiles.TileOptions;
import org.mrcnn.core.tiles.TiledDetection;
import org.mrcnn.core.views.AugmentedDetection;
import org.mrcnn.data.image.Image;

/** A null argument is reported by its name where it is passed, not where it is used. */
class NullArgumentsTest {

    private static final Blocks DATA = new Blocks(1);

    private static MaskRcnn model;

    @BeforeAll
    static void makeModel() {
        model = SmallModels.tiny(SmallModels.config(1));
    }

    @AfterAll
    static void closeModel() {
        model.close();
    }

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                call("model", () -> Training.of(null, DATA)),
                call("data", () -> Training.of(model, null)),
                call("change", () -> training().settings(null)),
                call("the changed settings", () -> training().settings(own -> null)),
                call("policy", () -> training().badData(null)),
                call("transforms", () -> training().transforms(null)),
                call("change", () -> training().objective(null)),
                call("file", () -> training().checkpoints(null, 1)),
                call("onCheckpoint", () -> training().onCheckpoint(null)),
                call("validation", () -> training().validation(null)),
                call("file", () -> training().best(null)),
                call("condition", () -> training().stopWhen(null)),
                call("file", () -> training().resume(null)),
                call("file", () -> training().brokenStep(null)),
                call("listener", () -> training().listener(null)),
                call("model", () -> new AsyncDetector(null)),
                call("network", () -> new AsyncDetector(model, null, 1)),
                call("file", () -> detect((Path) null, DetectOptions.ALL)),
                call("image", () -> detect((Callable<Image>) null, DetectOptions.ALL)),
                call("options", () -> detect(Path.of("a.png"), null)),
                call("detect", () -> new TiledDetection(null, new TileOptions(64, 8))),
                call("options", () -> new TiledDetection(model::detect, null)),
                call("detect", () -> new AugmentedDetection(null, Set.of(AugmentedDetection.Kind.FLIPS))));
    }

    private static Arguments call(String argument, ThrowingCallable with) {
        return arguments(argument, with);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("nullArguments")
    void nullArgumentsAreNamed(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }

    private static Training training() {
        return Training.of(model, DATA);
    }

    private static boolean detect(Path file, DetectOptions options) throws InterruptedException {
        try (AsyncDetector detector = new AsyncDetector(model, 1)) {
            return detector.detect(file, options).isDone();
        }
    }

    private static boolean detect(Callable<Image> image, DetectOptions options) throws InterruptedException {
        try (AsyncDetector detector = new AsyncDetector(model, 1)) {
            return detector.detect(image, options).isDone();
        }
    }
}
