// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.internal.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Converts annotations of any format to COCO. */
@Command(
        name = "convert-data",
        description = {
            "Writes annotations of any supported format as a COCO file.",
            "Images are neither copied nor changed."
        })
final class ConvertDataCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--annotations", paramLabel = "PATH", description = DataReading.ANNOTATIONS)
    private Path annotations;

    @Mixin
    private DataOptions data;

    @Option(names = "--out", paramLabel = "JSON", required = true, description = "COCO file to write.")
    private Path out;

    @Option(names = "--bad-data", paramLabel = "POLICY", defaultValue = "fail", description = DataReading.BAD_DATA)
    private BadDataPolicy badData;

    @Option(
            names = "--rename",
            paramLabel = "old=new",
            description = "Rename a class; classes with the same new name are merged; the new name "
                    + Dataset.BACKGROUND + " drops the objects of the class. May be repeated.")
    private Map<String, String> names = new LinkedHashMap<>();

    @Option(names = "--min-area", paramLabel = "N", description = "Drop objects of fewer pixels.")
    private long minArea;

    @Option(
            names = "--split",
            paramLabel = "FRACTION",
            description = "Fraction of the images, chosen at random, that go to --out; the others go to --rest.")
    private Double share;

    @Option(names = "--rest", paramLabel = "JSON", description = "COCO file to write the other images to.")
    private Path rest;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random seed for the split. (default: ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws IOException {
        check();
        AnnotatedDataset source = data.reading().open(annotations, badData);
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(source.report());
        Dataset chosen = names.isEmpty() ? source : source.withClasses(names);
        chosen = minArea > 0 ? chosen.withMinArea(minArea) : chosen;
        long written = 0;
        if (share == null) {
            written += write(chosen, out);
        } else {
            List<Dataset> parts = chosen.split(share, seed);
            written += write(parts.get(0), out);
            written += write(parts.get(1), rest);
        }
        long dropped = source.report().annotations() - written;
        if (dropped > 0) {
            terminal.println("dropped by --rename or --min-area: " + Plural.of(dropped, "annotation")
                    + (written == 0 ? "; none is left" : ""));
        }
        terminal.println("use it with: --images " + folder(source));
        return 0;
    }

    private void check() throws IOException {
        annotations = data.annotations(annotations);
        data.check(annotations);
        if ((share == null) != (rest == null)) {
            throw Arguments.wrong(spec, "--split and --rest go together; give both or neither");
        }
        if (share != null && !(share >= 0 && share <= 1)) {
            throw Arguments.wrong(spec, "--split: expected a fraction from 0 to 1, found " + share);
        }
        Arguments.output(spec, "--out", out);
        Arguments.output(spec, "--rest", rest);
    }

    private long write(Dataset chosen, Path file) throws IOException {
        long annotations = DataFormat.writeCoco(chosen, file);
        spec.commandLine()
                .getOut()
                .println(file + ": " + Plural.of(chosen.size(), "image") + ", "
                        + Plural.of(annotations, "annotation") + ", classes "
                        + chosen.labels().subList(1, chosen.labels().size()));
        return annotations;
    }

    /** Returns the folder that the image names are relative to. */
    private static Path folder(AnnotatedDataset source) {
        Path folder = source.annotations(0).file().toAbsolutePath().normalize();
        for (int i = Path.of(source.imageName(0)).normalize().getNameCount(); i > 0; i--) {
            folder = folder.getParent();
        }
        return folder;
    }
}
