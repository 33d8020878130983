// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.verify.onnx.RandomModels;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the detections of another engine with those of this library, and the times of both, alternating: of a model in the
 * images of a folder, or of models with random weights for every sampling, resize mode and detection rule.
 */
@Command(
        name = "check-onnx --engine",
        mixinStandardHelpOptions = true,
        description = "Compares detections and time of another engine with this library's.")
public final class EngineParity implements Callable<Integer> {

    @Option(names = "--model", paramLabel = "FILE", description = "Model file. (default: models with random weights)")
    private Path modelFile;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of images for --model.")
    private Path images;

    @Option(names = "--most", defaultValue = "100", description = "Number of images, of each model. (default: 100)")
    private int most;

    @Option(names = "--backbone", defaultValue = "resnet18", description = "That of random models. (default: resnet18)")
    private String backbone;

    @Option(names = "--side", defaultValue = "256", description = "Side of their square input. (default: 256)")
    private int side;

    @Option(names = "--engine", defaultValue = "onnxruntime", description = "Its name. (default: onnxruntime)")
    private String engine;

    private EngineParity() {}

    /** Runs one comparison. The exit status is 1 if an image exceeds the bounds of {@link ImageComparison#agrees}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new EngineParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        boolean agrees = true;
        if (modelFile == null) {
            for (Map.Entry<String, MaskRcnnConfig> one :
                    RandomModels.configs(backbone, side).entrySet()) {
                List<Image> given = RandomModels.images(one.getValue(), most, side);
                try (MaskRcnn model = RandomModels.create(one.getValue(), given.get(0))) {
                    agrees &= compare(one.getKey(), model, given.stream());
                }
            }
        } else {
            Stream<Image> given = Images.list(images).stream().limit(most).map(Images::read);
            try (MaskRcnn model = MaskRcnn.load(modelFile)) {
                agrees = compare(modelFile.getFileName().toString(), model, given);
            }
        }
        return agrees ? 0 : 1;
    }

    private boolean compare(String name, MaskRcnn model, Stream<Image> given) {
        Spread spread = new Spread();
        Turns turns = new Turns();
        int agreeing = 0;
        int done = 0;
        try (DetectionEngine.Network network = DetectionEngine.named(engine).open(model)) {
            for (Image image : (Iterable<Image>) given::iterator) {
                done++;
                network.detect(image); // the first detection of a size plans it
                Turns.Timed ours = Turns.time(() -> model.detect(image));
                Turns.Timed theirs = Turns.time(() -> network.detect(image));
                turns.add(ours.millis(), theirs.millis(), ours.found().size());
                ImageComparison both = ImageComparison.of(
                        FoundObjects.of("", theirs.found()),
                        FoundObjects.of("", ours.found()),
                        image.height(),
                        image.width());
                spread.add(both);
                agreeing += both.agrees() ? 1 : 0;
                if (!both.agrees()) {
                    System.out.println(name + ", image " + done + ": " + both);
                }
            }
        }
        System.out.println(Spread.heading());
        System.out.println(spread);
        System.out.println(name + ": " + turns.line(engine));
        System.out.printf(Locale.ROOT, "%s: %d of %d images within the bounds%n", name, agreeing, done);
        return agreeing == done;
    }
}
