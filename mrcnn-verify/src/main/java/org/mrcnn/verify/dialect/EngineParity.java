// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the detections of another engine in the images of a folder with those of this library, and the times of both,
 * alternating.
 */
@Command(
        name = "check-onnx --model",
        mixinStandardHelpOptions = true,
        description = "Compares detections and time of another engine with this library's.")
public final class EngineParity implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Model file.")
    private Path modelFile;

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Folder of images.")
    private Path images;

    @Option(names = "--most", defaultValue = "100", description = "Number of images. (default: 100)")
    private int most;

    @Option(names = "--engine", defaultValue = "onnxruntime", description = "Its name. (default: onnxruntime)")
    private String engine;

    private EngineParity() {}

    /** Runs one comparison. The exit status is 1 if an image exceeds the bounds of {@link ImageComparison#agrees}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new EngineParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Spread spread = new Spread();
        Turns turns = new Turns();
        int agreeing = 0;
        List<Path> files = Images.list(images).stream().limit(most).toList();
        try (MaskRcnn model = MaskRcnn.load(modelFile);
                DetectionEngine.Network network = DetectionEngine.named(engine).open(model)) {
            for (Path file : files) {
                Image image = Images.read(file);
                String name = file.getFileName().toString();
                Turns.Timed ours = Turns.time(() -> model.detect(image));
                Turns.Timed theirs = Turns.time(() -> network.detect(image));
                turns.add(ours.millis(), theirs.millis(), ours.found().size());
                ImageComparison both = ImageComparison.of(
                        FoundObjects.of(name, theirs.found()),
                        FoundObjects.of(name, ours.found()),
                        image.height(),
                        image.width());
                spread.add(both);
                agreeing += both.agrees() ? 1 : 0;
                if (!both.agrees()) {
                    System.out.println(name + ": " + both);
                }
            }
        }
        System.out.println(Spread.heading());
        System.out.println(spread);
        System.out.println(turns.line(engine));
        System.out.printf(Locale.ROOT, "%d of %d images within the bounds%n", agreeing, files.size());
        return agreeing == files.size() ? 0 : 1;
    }
}
