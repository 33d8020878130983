// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/qupath-detect.groovy}, with stand-ins for the command line and for QuPath's classes, which Maven's central
 * repository does not contain. The stand-ins have QuPath's signatures.
 */
@EnabledOnOs(OS.LINUX)
class QuPathScriptTest {

    private static final List<String> STAND_INS = List.of(
            """
            package qupath.lib.regions
            class RegionRequest {
                int x, y
                static RegionRequest createInstance(server, double downsample) { new RegionRequest() }
                static RegionRequest createInstance(String path, double downsample, roi) { new RegionRequest(x: roi.x, y: roi.y) }
            }
            """,
            """
            package qupath.lib.io
            class PathIO {
                static List readObjects(File file) {
                    file.readLines().collect { line ->
                        def (x, y) = line.split(' ').collect { it as double }
                        new stand.PathObject(roi: new stand.Roi(x: x, y: y), detection: true)
                    }
                }
            }
            """,
            """
            package qupath.lib.objects
            class PathObjectTools {
                static transformObject(object, java.awt.geom.AffineTransform by, boolean copyMeasurements, boolean createNewIDs) {
                    def at = by.transform(new java.awt.geom.Point2D.Double(object.roi.x, object.roi.y), null)
                    new stand.PathObject(roi: new stand.Roi(x: at.x, y: at.y), detection: true)
                }
            }
            """,
            """
            package stand
            class Roi {
                double x, y, side
                double getCentroidX() { x }
                double getCentroidY() { y }
                boolean contains(double px, double py) { px >= x && px < x + side && py >= y && py < y + side }
            }
            class PathObject {
                Roi roi
                boolean detection
                List children = []
                Roi getROI() { roi }
                List getChildObjects() { children }
                void removeChildObjects(Collection gone) { children.removeAll(gone) }
                void addChildObjects(Collection added) { children.addAll(added) }
            }
            class Calibration {
                boolean hasPixelSizeMicrons() { true }
                double getAveragedPixelSizeMicrons() { 0.25 }
            }
            class Server {
                String getPath() { 'slide' }
                Calibration getPixelCalibration() { new Calibration() }
            }
            class Hierarchy {
                PathObject rootObject
            }
            abstract class Base extends Script {
                def getCurrentServer() { new Server() }
                def getCurrentHierarchy() { new Hierarchy(rootObject: binding.root) }
                Collection getAnnotationObjects() { binding.annotations }
                void writeImageRegion(server, request, String path) { new File(path).text = 'pixels' }
                void fireHierarchyUpdate() { binding.updates << 'update' }
            }
            """);

    @TempDir
    private Path folder;

    private GroovyClassLoader classes;
    private final List<String> updates = new ArrayList<>();
    private Object root;

    @BeforeEach
    void standIns() throws ReflectiveOperationException {
        classes = new GroovyClassLoader(QuPathScriptTest.class.getClassLoader());
        STAND_INS.stream()
                .sorted((a, b) -> Boolean.compare(b.contains("package stand"), a.contains("package stand")))
                .forEach(classes::parseClass);
        root = classes.loadClass("stand.PathObject").getConstructor().newInstance();
    }

    /** Creates a detector that finds one object near the corner of each region and one far from it. */
    private Path commandLine(String end) throws IOException {
        Path file = Files.writeString(
                folder.resolve("mrcnn"),
                """
                #!/usr/bin/env bash
                echo "$*" >>%s
                while [ "$1" != --out ]; do shift; done
                mkdir -p "$2/geojson"
                for image in "$@"; do
                  case $image in *.tif) printf '3 4\\n90 90\\n' >"$2/geojson/$(basename "$image" .tif).geojson" ;; esac
                done
                %s
                """
                        .formatted(folder.resolve("calls"), end));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void run(Path mrcnn, List<?> annotations) throws IOException {
        CompilerConfiguration base = new CompilerConfiguration();
        base.setScriptBaseClass("stand.Base");
        Binding binding = new Binding();
        binding.setVariable("root", root);
        binding.setVariable("annotations", annotations);
        binding.setVariable("updates", updates);
        String script = Files.readString(Path.of("../scripts/qupath-detect.groovy"))
                .replace("/path/to/mrcnn/scripts/mrcnn", mrcnn.toString())
                .replace("double downsample = 1 ", "double downsample = 2 ");
        new GroovyShell(classes, binding, base).evaluate(script);
    }

    private List<?> annotations() {
        Binding none = new Binding();
        return (List<?>)
                new GroovyShell(classes, none)
                        .evaluate(
                                "[10, 200].collect { new stand.PathObject(roi: new stand.Roi(x: it, y: 20, side: 50),"
                                        + " children: [new stand.PathObject(detection: true), new stand.PathObject(detection: false)]) }");
    }

    private Object children(Object parent) {
        Binding of = new Binding();
        of.setVariable("parent", parent);
        return new GroovyShell(classes, of)
                .evaluate(
                        "parent.children.collect { it.roi == null ? 'other' : it.roi.x + ' ' + it.roi.y }.toString()");
    }

    @Test
    void objectsOfAnAnnotationLieWhereItLiesInTheImage() throws IOException {
        List<?> annotations = annotations();
        run(commandLine("exit 0"), annotations);
        assertThat(children(annotations.get(0))).isEqualTo("[other, 16.0 28.0]");
        assertThat(children(annotations.get(1))).isEqualTo("[other, 206.0 28.0]");
        assertThat(updates).containsExactly("update");
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .singleElement()
                .asString()
                .startsWith("detect --model /path/to/model.mrcnn --min-score 0.5 --save geojson --out ")
                .contains("--pixel-size 0.5")
                .contains("region0.tif")
                .contains("region1.tif");
    }

    @Test
    void withoutAnnotationsTheWholeImageIsSearched() throws IOException {
        run(commandLine("exit 0"), List.of());
        assertThat(children(root)).isEqualTo("[6.0 8.0, 180.0 180.0]");
    }

    @Test
    void aFailureOfTheCommandEndsTheScript() throws IOException {
        Path failing = commandLine("exit 1");
        assertThatThrownBy(() -> run(failing, List.of())).hasMessageContaining("mrcnn ended with an error");
        assertThat(updates).isEmpty();
    }
}
