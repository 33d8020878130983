package org.mrcnn.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** Which module may know which. */
@AnalyzeClasses(packages = "org.mrcnn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    void modulesKnowOnlyThoseBelow(JavaClasses classes) {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("data")
                .definedBy("org.mrcnn.data..")
                .layer("engine")
                .definedBy("org.mrcnn.engine..")
                .layer("losses")
                .definedBy("org.mrcnn.losses..")
                .layer("core")
                .definedBy("org.mrcnn.core..")
                .layer("examples")
                .definedBy("org.mrcnn.examples..")
                .whereLayer("data")
                .mayNotAccessAnyLayer()
                .whereLayer("engine")
                .mayNotAccessAnyLayer()
                .whereLayer("losses")
                .mayOnlyAccessLayers("engine")
                .whereLayer("core")
                .mayOnlyAccessLayers("engine", "losses", "data")
                .whereLayer("examples")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
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
}
