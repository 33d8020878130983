// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The images for detection, with their ids and names: those of a data set, or positions and paths. */
final class DetectImages {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "0..*",
            description =
                    "Images: files, folders, quoted patterns such as 'scans/*.tif' or 'scans/**/*.tif', and text"
                            + " files (.txt) with a file name per line. JPEG, PNG, BMP, GIF, TIFF or WebP. (default: all images of --annotations)")
    private List<String> arguments = List.of();

    @Option(
            names = "--annotations",
            paramLabel = "PATH",
            description = "Data set whose ids of images and categories, and names of images, the results get; its"
                    + " objects are not used.")
    private Path annotations;

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "0",
            description = "Level of a slide to detect in, with --tiles: 0 is the largest, 1 the next smaller one."
                    + " Coordinates and areas in pixels are those of the level. (default: ${DEFAULT-VALUE})")
    private int level;

    @Mixin
    private DataOptions data;

    private final SkippedFiles skipped = new SkippedFiles();
    private AnnotatedDataset dataset;

    /**
     * One image.
     *
     * @param id id in results
     * @param name name in results: its path below the common folder of all images
     * @param index index in the data set, or -1
     */
    record Input(Path file, long id, String name, int index) {}

    void check() {
        if (arguments.isEmpty() && annotations == null && !data.hasMasks()) {
            throw Arguments.wrong(spec, "Missing required parameter: 'IMAGE' (or '--annotations=PATH')");
        }
        if (level < 0 || (level > 0 && (annotations != null || data.hasMasks()))) {
            throw Arguments.wrong(
                    spec,
                    "--level: expected 0 or more, and 0 for images with annotations, which are those of the largest"
                            + " level, found " + level);
        }
        data.check(annotations);
    }

    /** Returns whether one level of slides is requested, which requires tiles. */
    boolean areLevels() {
        return level > 0;
    }

    /**
     * Returns all images in the order of the arguments.
     *
     * @param out folder for results, whose files are no images to search
     * @param failures receives the images that the data set lacks
     * @param others receives the folders that cannot be read
     */
    List<Input> inputs(Path out, Failures failures, Failures others) throws IOException {
        skipped.leaveOutResults(out);
        if (annotations == null && !data.hasMasks()) {
            return numbered(ImageArguments.expand(spec, arguments, skipped, others));
        }
        dataset = data.reading().openToEvaluate(data.annotations(annotations), BadDataPolicy.SKIP);
        spec.commandLine().getOut().println("data: " + dataset.report());
        List<Input> all = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            all.add(new Input(dataset.imageFile(i), dataset.imageId(i), dataset.imageName(i), i));
        }
        return arguments.isEmpty() ? all : chosen(all, failures, others);
    }

    /** Returns a text about the files in folders that are not images; empty if there are none. */
    String skipped() {
        return skipped.report();
    }

    private List<Input> chosen(List<Input> all, Failures failures, Failures others) throws IOException {
        Map<Path, Input> byFile = new HashMap<>();
        all.forEach(input -> byFile.put(normal(input.file()), input));
        List<Input> chosen = new ArrayList<>();
        for (Path file : ImageArguments.expand(spec, arguments, skipped, others)) {
            Optional<Input> found = Optional.ofNullable(byFile.get(normal(file)));
            found.ifPresentOrElse(
                    chosen::add,
                    () -> failures.add(file.toString(), "expected an image of the data set, found no such one"));
        }
        return chosen;
    }

    /** Numbers images from 1, and names them relative to the deepest folder that contains all of them. */
    private static List<Input> numbered(List<Path> files) {
        Path above = normal(files.get(0)).getParent();
        for (Path file : files) {
            while (!normal(file).startsWith(above)) {
                above = above.getParent() == null ? normal(file).getRoot() : above.getParent();
            }
        }
        List<Input> inputs = new ArrayList<>();
        for (Path file : files) {
            String name = above.relativize(normal(file)).toString().replace(File.separatorChar, '/');
            inputs.add(new Input(file, inputs.size() + 1, name, -1));
        }
        return inputs;
    }

    private static Path normal(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Returns the ids of the data set, or the class ids themselves as category ids. */
    ResultIds ids(MaskRcnn model, Path modelFile) {
        if (dataset == null) {
            return new ResultIds(classId -> classId, Map.of());
        }
        CategoryIds ids = new CategoryIds(model.labels(), dataset);
        ids.report(modelFile, data.annotations(annotations), spec.commandLine().getOut());
        return new ResultIds(ids, dataset.textIds());
    }

    /** Like {@link #read}, for reading by regions. */
    RegionSource open(Input input, PixelFormat format) {
        return dataset == null
                ? Images.open(input.file(), format, level)
                : dataset.withPixels(format).open(input.index());
    }

    /**
     * Reads an image, for a data set in the orientation of its annotations.
     *
     * @param advice receives settings that would improve the result
     */
    Image read(Input input, PixelFormat format, Consumer<String> advice) {
        if (dataset == null) {
            return Images.read(input.file(), format, advice);
        }
        Images.advice(input.file(), format).ifPresent(advice);
        return dataset.withPixels(format).load(input.index()).image();
    }
}
