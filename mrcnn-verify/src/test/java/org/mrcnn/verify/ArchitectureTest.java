// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.stream.IntStream;

/** Checks the dependencies between modules, and that packages have no cyclic dependencies. */
@AnalyzeClasses(packages = "org.mrcnn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    void modulesKnowOnlyThoseBelow(JavaClasses classes) {
        LayeredArchitecture rules = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String module : new String[] {
            "engine",
            "losses",
            "train",
            "data",
            "rendered",
            "core",
            "interop",
            "report",
            "results",
            "imagej",
            "onnx",
            "onnxruntime",
            "serve",
            "cli",
            "examples",
            "verify"
        }) {
            rules = rules.layer(module).definedBy("org.mrcnn." + module + "..");
        }
        rules.whereLayer("engine")
                .mayNotAccessAnyLayer()
                .whereLayer("data")
                .mayNotAccessAnyLayer()
                .whereLayer("losses")
                .mayOnlyAccessLayers("engine")
                .whereLayer("train")
                .mayOnlyAccessLayers("engine", "losses")
                .whereLayer("rendered")
                .mayOnlyAccessLayers("data")
                .whereLayer("core")
                .mayOnlyAccessLayers("engine", "losses", "train", "data")
                .whereLayer("interop")
                .mayOnlyAccessLayers("engine", "losses", "train", "data", "core")
                .whereLayer("report")
                .mayOnlyAccessLayers("engine", "losses", "train", "data", "core")
                .whereLayer("onnx")
                .mayOnlyAccessLayers("engine", "data", "core")
                .whereLayer("onnxruntime")
                .mayOnlyAccessLayers("engine", "data", "core", "onnx")
                .whereLayer("results")
                .mayOnlyAccessLayers("data", "core")
                .whereLayer("imagej")
                .mayOnlyAccessLayers("data", "core", "results")
                .whereLayer("serve")
                .mayOnlyAccessLayers("data", "core", "report", "results")
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("verify")
                .whereLayer("examples")
                .mayOnlyBeAccessedByLayers("verify")
                .whereLayer("verify")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
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
