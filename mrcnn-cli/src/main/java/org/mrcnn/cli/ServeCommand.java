// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.DetectionEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the service of mrcnn-serve. Only this command needs mrcnn-serve on the class path. */
@Command(
        name = "serve",
        description = {
            "Starts a service that finds objects over HTTP.",
            "Ctrl-C or SIGTERM stops it. Whoever can reach the port can use the service. See" + " docs/serving.md."
        })
final class ServeCommand implements Callable<Integer> {
    /** Pattern of a path segment. */
    private static final String NAME = "(?!\\.+$)[A-Za-z0-9_.-]+";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "[NAME=]FILE",
            required = true,
            description = "Model file, and its name in paths, by default the name of the file without its ending. May"
                    + " be repeated.")
    private List<String> models;

    @Mixin
    private EngineOption engine;

    @Mixin
    private ServiceOptions options;

    @Mixin
    private InferenceOptions inference;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Path> files = files();
        options.check();
        inference.check();
        DetectionEngine chosen = engine.engine();
        try {
            Class.forName("org.mrcnn.serve.DetectionService", false, ServeCommand.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "expected mrcnn-serve on the class path, found none; start by scripts/mrcnn, or add the dependency"
                            + " org.mrcnn:mrcnn-serve",
                    e);
        }
        new ServiceRun(options, inference, chosen, spec.commandLine().getOut()).run(files);
        return 0;
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String model : models) {
            boolean named = model.contains("=") && !Files.isRegularFile(Path.of(model));
            Path file = Path.of(named ? model.substring(model.indexOf('=') + 1) : model);
            Arguments.file(spec, "--model", file);
            String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            String name = named ? model.substring(0, model.indexOf('=')) : stem;
            if (!name.matches(NAME)) {
                throw Arguments.wrong(
                        spec,
                        "--model: expected a name of letters, digits, dots, dashes and underscores, found '" + name
                                + "'; write --model NAME=" + file);
            }
            if (files.putIfAbsent(name, file) != null) {
                throw Arguments.wrong(
                        spec, "--model: expected a name of its own for each model, found " + name + " twice");
            }
        }
        return files;
    }
}
