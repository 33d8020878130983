// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The public API of the published libraries: a short list of types, none of which exposes internal types. */
@AnalyzeClasses(packages = "org.mrcnn", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiTest {

    private static final List<String> LIBRARIES = List.of(
            "engine",
            "losses",
            "train",
            "data",
            "core",
            "interop",
            "report",
            "results",
            "imagej",
            "onnx",
            "onnxruntime",
            "serve");
    private static final Path LIST = Path.of("src", "test", "resources", "api-types.txt");
    private static final int LIMIT = 125;
    private static final Path FOUND = Path.of("target", "api-types.txt");

    private static final DescribedPredicate<JavaClass> API =
            DescribedPredicate.describe("are types of the API", ApiTest::isApi);

    private static boolean isApi(JavaClass type) {
        boolean library = LIBRARIES.stream().anyMatch(module -> isIn(type, "org.mrcnn." + module));
        return library && !isInternal(type) && isSeen(type);
    }

    private static boolean isIn(JavaClass type, String root) {
        return (type.getPackageName() + ".").startsWith(root + ".");
    }

    static boolean isInternal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.")
                && type.getPackageName().startsWith("org.mrcnn.");
    }

    /** Returns whether the type and its enclosing types are public, or protected in a public type. */
    private static boolean isSeen(JavaClass type) {
        boolean seen = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return seen && type.getEnclosingClass().map(ApiTest::isSeen).orElse(true);
    }

    @ArchTest
    void typesOfTheApiAreTheListedOnes(JavaClasses classes) throws IOException {
        List<String> found = classes.stream()
                .filter(API)
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getName)
                .sorted()
                .toList();
        Files.createDirectories(FOUND.getParent());
        Files.write(FOUND, found);
        assertThat(found)
                .as("public types outside of internal packages; if the change is meant, run in mrcnn-verify: cp %s %s"
                        .formatted(FOUND, LIST))
                .isEqualTo(Files.readAllLines(LIST))
                .hasSizeLessThan(LIMIT);
    }

    @ArchTest
    void noTypeOfTheApiShowsAnInternalOne(JavaClasses classes) {
        classes().that(API).should(new ShowNoInternalType()).check(classes);
    }

    @ArchTest
    void everyPackageSaysWhatIsInIt(JavaClasses classes) throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."));
                Stream<Path> sources = modules.map(module -> module.resolve("src/main/java"))
                        .filter(Files::isDirectory)
                        .flatMap(ApiTest::javaFiles)) {
            assertThat(sources.map(Path::getParent).distinct())
                    .as("packages")
                    .hasSizeGreaterThan(20)
                    .allSatisfy(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    @SuppressWarnings("StreamResourceLeak") // flatMap closes the stream
    private static Stream<Path> javaFiles(Path folder) {
        try {
            return Files.walk(folder).filter(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
