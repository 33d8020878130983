// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the detections of this project with those of torchvision by the same weights, of a folder that {@code
 * mrcnn-verify/peers/parity_torchvision.py} wrote.
 */
@Command(
        name = "parity-torchvision",
        mixinStandardHelpOptions = true,
        description = "Compares detections with torchvision's by the same weights.")
public final class TorchvisionParity implements Callable<Integer> {

    @Option(names = "--case", required = true, paramLabel = "DIR", description = "Folder of parity_torchvision.py.")
    private Path folder;

    @Option(names = "--stages", description = "Compare the stages of the first image too.")
    private boolean stages;

    private TorchvisionParity() {}

    /** Runs one comparison; the exit status is 1 where something differs. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TorchvisionParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TorchvisionCase made = TorchvisionCase.read(folder);
        List<FoundObjects> expected = FoundObjects.read(folder.resolve("found.json"));
        int different = 0;
        List<Double> millis = new ArrayList<>();
        try (MaskRcnn model = made.model(made.config())) {
            if (stages) {
                StageComparison.print(model, folder, Images.read(folder.resolve("0.png")));
            }
            for (FoundObjects objects : expected) {
                Image image = Images.read(folder.resolve(objects.file()));
                long start = System.nanoTime();
                Detections found = model.detect(image);
                millis.add((System.nanoTime() - start) / 1e6);
                ImageComparison comparison = ImageComparison.of(objects, found);
                different += comparison.agrees() ? 0 : 1;
                System.out.printf(
                        Locale.ROOT,
                        "%-8s %4d x %-4d %s %s%n",
                        objects.file(),
                        image.height(),
                        image.width(),
                        comparison.agrees() ? "agrees " : "DIFFERS",
                        comparison);
            }
        }
        double median =
                millis.stream().sorted().skip(millis.size() / 2).findFirst().orElse(0.0);
        System.out.printf(
                Locale.ROOT,
                "%d of %d images agree; median %.0f ms, torchvision %.0f ms%n",
                expected.size() - different,
                expected.size(),
                median,
                made.facts().get("median_ms").asDouble());
        return different == 0 ? 0 : 1;
    }
}
