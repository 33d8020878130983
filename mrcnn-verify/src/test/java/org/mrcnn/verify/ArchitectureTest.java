// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Checks the dependencies between modules, and that packages have no cyclic dependencies. */
@AnalyzeClasses(packages = "org.mrcnn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** The modules that each module may use; cli, examples and verify may use all. */
    private static final Map<String, Set<String>> BELOW = Map.ofEntries(
            entry("engine", Set.of()),
            entry("data", Set.of()),
            entry("losses", Set.of("engine")),
            entry("train", Set.of("engine", "losses")),
            entry("rendered", Set.of("data")),
            entry("core", Set.of("engine", "losses", "train", "data")),
            entry("interop", Set.of("engine", "losses", "train", "data", "core")),
            entry("report", Set.of("engine", "losses", "train", "data", "core")),
            entry("onnx", Set.of("engine", "data", "core")),
            entry("onnxruntime", Set.of("engine", "data", "core", "onnx")),
            entry("results", Set.of("data", "core")),
            entry("imagej", Set.of("data", "core", "results")),
            entry("serve", Set.of("data", "core", "report", "results")));

    @ArchTest
    void modulesKnowOnlyThoseBelow(JavaClasses classes) {
        LayeredArchitecture rules = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String module : BELOW.keySet()) {
            rules = layer(rules, module);
        }
        for (String top : List.of("cli", "examples", "verify")) {
            rules = layer(rules, top);
        }
        for (Map.Entry<String, Set<String>> module : BELOW.entrySet()) {
            var rule = rules.whereLayer(module.getKey());
            rules = module.getValue().isEmpty()
                    ? rule.mayNotAccessAnyLayer()
                    : rule.mayOnlyAccessLayers(module.getValue().toArray(String[]::new));
        }
        rules.whereLayer("cli")
                .mayOnlyBeAccessedByLayers("verify")
                .whereLayer("examples")
                .mayOnlyBeAccessedByLayers("verify")
                .whereLayer("verify")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    private static LayeredArchitecture layer(LayeredArchitecture rules, String module) {
        return rules.layer(module).definedBy("org.mrcnn." + module + "..");
    }

    @ArchTest
    void noPackagesKnowEachOtherInACircle(JavaClasses classes) {
        slices().matching("org.mrcnn.(**)").should().beFreeOfCycles().check(classes);
    }

    @ArchTest
    void dataKnowsNoGraph(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("org.mrcnn.data..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.nd4j..")
                .check(classes);
    }

    @ArchTest
    void onlyReportsAndImageFilesUseAwt(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.mrcnn.report..", "org.mrcnn.data.image", "org.mrcnn.imagej", "org.mrcnn.verify..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax.imageio..")
                .check(classes);
    }

    /** Operations use the number of threads that they are given; a parallel stream would use the whole machine. */
    @ArchTest
    void operationsShareOutTheirWorkInOnePlace(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("org.mrcnn.engine..")
                .and()
                .doNotHaveFullyQualifiedName("org.mrcnn.engine.internal.Parallel")
                .should()
                .callMethod(IntStream.class, "parallel")
                .check(classes);
    }
}
